-- a row is one node: rights of one source that name the same organisation outright, with the parcels it holds
CREATE OR REPLACE TABLE organisation_node AS
SELECT nid, any_value(source_id) AS source_id, any_value(form) AS form, any_value(family) AS family,
    bool_or(bound) AS bound, any_value(core) AS core, any_value(figures) AS figures,
    replace(any_value(core), ' ', '') AS letters, any_value(number) AS number,
    list_transform(string_split(nullif(any_value(unit_candidates), ''), '|'), x -> hash(x)) AS units,
    coalesce(list(DISTINCT parcel ORDER BY parcel) FILTER (parcel IS NOT NULL), []) AS parcels
FROM organisation_record GROUP BY nid
