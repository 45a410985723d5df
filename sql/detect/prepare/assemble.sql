-- a row is one discrepancy of one kind, as published in discrepancies.parquet; found holds the rows of its rule
-- reads: batch_communes, causes, found, homes, kinds, params, previous, severities
-- adds to: discrepancy
INSERT INTO discrepancy BY NAME
WITH spread AS (
    SELECT finding, min(entity_id) AS first_id, max(entity_id) AS last_id
    FROM found
    GROUP BY finding
),

-- few findings are about several entities; only they are worth an ordered aggregate
grouped AS (
    SELECT finding, first_id AS entity_ids, first_id
    FROM spread
    WHERE first_id = last_id
    UNION ALL
    SELECT s.finding, string_agg(DISTINCT f.entity_id, '|' ORDER BY f.entity_id) AS entity_ids, min(f.entity_id)
    FROM spread AS s
    JOIN found AS f USING (finding)
    WHERE s.first_id <> s.last_id
    GROUP BY s.finding
),

-- two shared numbers of the same two people are one finding: the fingerprint knows no values
row_of AS (
    SELECT DISTINCT
        f.kind, f.entity_kind, g.entity_ids, h.commune, coalesce(f.field, '') AS field,
        CASE k.scope WHEN 'source' THEN f.source_id ELSE '' END AS scope_source,
        f.source_id, f.record_key, f.value, f.cause, f.proposal
    FROM found AS f
    JOIN grouped AS g USING (finding)
    JOIN kinds AS k USING (kind)
    LEFT JOIN homes AS h ON h.entity_id = g.first_id
    WHERE (SELECT whole FROM params) OR EXISTS (
        SELECT 1 FROM batch_communes AS b WHERE b.commune IS NOT DISTINCT FROM h.commune
    )
),

by_source AS (
    SELECT
        kind, entity_kind, entity_ids, commune, field, scope_source, source_id,
        coalesce(list(source_id || '|' || record_key) FILTER (record_key IS NOT NULL), []) AS records,
        list_sort(list_distinct(list(value) FILTER (value IS NOT NULL))) AS shown,
        min(cause) AS cause, min(proposal) AS proposal
    FROM row_of
    GROUP BY ALL
),

finding AS (
    SELECT
        kind, entity_kind, entity_ids, commune, field, scope_source,
        list_sort(list(source_id)) AS sources,
        list_sort(list_distinct(flatten(list(records)))) AS records,
        list_sort(list(to_json(source_id) || ': ' || CASE len(shown)
            WHEN 1 THEN to_json(shown[1])
            ELSE coalesce(to_json(shown), 'null')
        END)) AS said,
        min(cause) AS cause, min(proposal) AS proposal
    FROM by_source
    GROUP BY ALL
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
    coalesce(c.severity, s.severity, k.severity) AS severity,
    k.dimension,
    n.entity_kind,
    n.entity_ids AS entity_id,
    n.commune,
    nullif(n.field, '') AS field,
    n.sources,
    n.records,
    '{' || array_to_string(n.said, ', ') || '}' AS "values",
    n.cause,
    n.proposal,
    coalesce(p.first_seen_run, (SELECT run FROM params)) AS first_seen_run
FROM named AS n
JOIN kinds AS k USING (kind)
LEFT JOIN severities AS s ON s.kind = n.kind AND s.field = n.field
LEFT JOIN causes AS c ON c.kind = n.kind AND c.cause = n.cause
LEFT JOIN previous AS p USING (fingerprint)
