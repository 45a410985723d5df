-- a row is one true discrepancy
-- reads: catalogue, finding, home
WITH by_source AS (
    SELECT
        kind, field, entities, scope, source,
        list_sort(list_distinct(list(source || '|' || ref))) AS refs,
        list_sort(list_distinct(coalesce(list(value) FILTER (value IS NOT NULL), []))) AS several,
        CASE WHEN len(several) > 1 THEN to_json(several) ELSE to_json(several[1]) END AS said
    FROM finding
    GROUP BY kind, field, entities, scope, source
)

SELECT
    'truth' AS run,
    left(sha256(concat_ws('|', f.kind, f.entities, f.scope, f.field)), 32) AS fingerprint,
    f.kind, c.severity, c.dimension, coalesce(nullif(c.about, ''), about_of(f.entities)) AS entity_kind,
    f.entities AS entity_id, home.commune, f.field,
    list(f.source ORDER BY f.source) AS sources,
    flatten(list(f.refs ORDER BY f.source)) AS records,
    CAST(to_json(map_from_entries(list({'k': f.source, 'v': f.said} ORDER BY f.source))) AS VARCHAR) AS "values",
    CAST(NULL AS VARCHAR) AS first_seen_run
FROM by_source AS f
JOIN catalogue AS c USING (kind)
LEFT JOIN home ON home.eid = split_part(f.entities, '|', 1)
GROUP BY f.kind, c.severity, c.dimension, c.about, f.entities, home.commune, f.field, f.scope
ORDER BY f.kind, f.field, f.entities, f.scope
