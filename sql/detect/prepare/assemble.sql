-- a row is one discrepancy of the run, as published in discrepancies.parquet
WITH grouped AS (
    SELECT kind, finding, string_agg(DISTINCT entity_id, '|' ORDER BY entity_id) AS entity_ids
    FROM found
    GROUP BY kind, finding
),

-- two shared numbers of the same two people are one finding: the fingerprint knows no values
row_of AS (
    SELECT DISTINCT
        f.kind, f.entity_kind, g.entity_ids, coalesce(f.field, '') AS field,
        CASE k.scope WHEN 'source' THEN f.source_id ELSE '' END AS scope_source,
        f.source_id, f.record_key, f.value
    FROM found AS f
    JOIN grouped AS g USING (kind, finding)
    JOIN kinds AS k USING (kind)
    LEFT JOIN homes AS h ON h.entity_id = split_part(g.entity_ids, '|', 1)
    WHERE (SELECT whole FROM params) OR EXISTS (
        SELECT 1 FROM batch_communes AS b WHERE b.commune IS NOT DISTINCT FROM h.commune
    )
),

by_source AS (
    SELECT
        kind, entity_kind, entity_ids, field, scope_source, source_id,
        list(DISTINCT source_id || '|' || record_key) AS records,
        list_sort(coalesce(list(DISTINCT value) FILTER (value IS NOT NULL), [])) AS shown
    FROM row_of
    GROUP BY kind, entity_kind, entity_ids, field, scope_source, source_id
),

finding AS (
    SELECT
        kind, entity_kind, entity_ids, field, scope_source,
        list(source_id ORDER BY source_id) AS sources,
        list_sort(flatten(list(records))) AS records,
        '{' || string_agg(
            to_json(source_id) || ': ' || CASE len(shown)
                WHEN 0 THEN 'null'
                WHEN 1 THEN to_json(shown[1])
                ELSE to_json(shown)
            END, ', ' ORDER BY source_id
        ) || '}' AS "values"
    FROM by_source
    GROUP BY kind, entity_kind, entity_ids, field, scope_source
),

named AS (
    SELECT
        left(sha256(concat_ws(chr(31), kind, entity_ids, scope_source, field)), 32) AS fingerprint,
        *
    FROM finding
)

SELECT
    (SELECT run FROM params) AS run,
    n.fingerprint,
    n.kind,
    coalesce(s.severity, k.severity) AS severity,
    k.dimension,
    n.entity_kind,
    n.entity_ids AS entity_id,
    h.commune,
    nullif(n.field, '') AS field,
    n.sources,
    n.records,
    n."values",
    coalesce(p.first_seen_run, (SELECT run FROM params)) AS first_seen_run
FROM named AS n
JOIN kinds AS k USING (kind)
LEFT JOIN severities AS s ON s.kind = n.kind AND s.field = n.field
LEFT JOIN homes AS h ON h.entity_id = split_part(n.entity_ids, '|', 1)
LEFT JOIN previous AS p USING (fingerprint)
ORDER BY n.fingerprint
