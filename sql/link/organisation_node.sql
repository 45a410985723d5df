-- a row is one node: rights of one source that name the same organisation outright, with the parcels it holds
-- reads: organisation_record
-- makes: organisation_node
CREATE OR REPLACE TABLE organisation_node AS
SELECT nid, any_value(source_id) AS source_id, any_value(form) AS form, any_value(family) AS family,
    bool_or(bound) AS bound, any_value(core) AS core, any_value(figures) AS figures,
    replace(any_value(core), ' ', '') AS letters, any_value(number) AS number,
    any_value(former) AS former,
    -- two villages of one name stand side by side in a source: they take one slot, so that they never meet
    CASE WHEN any_value(former) IS NULL THEN hash(nid)
        ELSE hash(any_value(source_id), any_value(form), any_value(core), any_value(figures),
            any_value(unit_candidates)) END AS slot,
    list_transform(string_split(nullif(any_value(unit_candidates), ''), '|'), x -> hash(x)) AS units,
    coalesce(list(DISTINCT parcel ORDER BY parcel) FILTER (parcel IS NOT NULL), []) AS parcels
FROM organisation_record GROUP BY nid
