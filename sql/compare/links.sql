-- a row is a kind of entity and a pair of registers: links whose records were not one entity in the other run, and pairs
-- that came up for review or no longer do
-- $links_a: value
-- $links_b: value
-- reads: member
WITH fresh AS (
    SELECT 'b' AS run, l.entity_kind, 'link' AS decision, l.source_a, l.source_b
    FROM $links_b l
    LEFT JOIN member x ON x.entity_kind = l.entity_kind AND x.source = l.source_a AND x.record = l.record_a
    LEFT JOIN member y ON y.entity_kind = l.entity_kind AND y.source = l.source_b AND y.record = l.record_b
    WHERE l.decision = 'link' AND (x.before IS NULL OR y.before IS NULL OR x.before <> y.before)
    UNION ALL
    SELECT 'a', l.entity_kind, 'link', l.source_a, l.source_b
    FROM $links_a l
    LEFT JOIN member x ON x.entity_kind = l.entity_kind AND x.source = l.source_a AND x.record = l.record_a
    LEFT JOIN member y ON y.entity_kind = l.entity_kind AND y.source = l.source_b AND y.record = l.record_b
    WHERE l.decision = 'link' AND (x.after IS NULL OR y.after IS NULL OR x.after <> y.after)
    UNION ALL
    SELECT min(run), entity_kind, 'review', min(source_a), max(source_b)
    FROM (
        SELECT run, entity_kind, least(source_a, source_b) AS source_a, greatest(source_a, source_b) AS source_b,
            least(source_a || '|' || record_a, source_b || '|' || record_b) AS first,
            greatest(source_a || '|' || record_a, source_b || '|' || record_b) AS last
        FROM (
            SELECT 'b' AS run, * FROM $links_b WHERE decision = 'review'
            UNION ALL SELECT 'a', * FROM $links_a WHERE decision = 'review'
        )
    )
    GROUP BY entity_kind, first, last HAVING count(DISTINCT run) = 1
)
SELECT entity_kind, least(split_part(source_a, '.', 1), split_part(source_b, '.', 1))
        || '–' || greatest(split_part(source_a, '.', 1), split_part(source_b, '.', 1)) AS registers,
    count(*) FILTER (run = 'b' AND decision = 'link') AS links_added,
    count(*) FILTER (run = 'a' AND decision = 'link') AS links_removed,
    count(*) FILTER (run = 'b' AND decision = 'review') AS reviews_added,
    count(*) FILTER (run = 'a' AND decision = 'review') AS reviews_removed
FROM fresh GROUP BY ALL ORDER BY ALL
