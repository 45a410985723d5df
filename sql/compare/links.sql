-- a row is a kind of entity and a pair of registers: links whose records were not one entity in the other run, and pairs
-- that came up for review or no longer do
WITH said AS (
    SELECT 'b' AS run, * FROM read_parquet('$links_b')
    UNION ALL SELECT 'a', * FROM read_parquet('$links_a')
),
named AS (
    SELECT run, entity_kind, decision, source_a, record_a, source_b, record_b,
        least(split_part(source_a, '.', 1), split_part(source_b, '.', 1)) AS one,
        greatest(split_part(source_a, '.', 1), split_part(source_b, '.', 1)) AS other,
        least(source_a || '|' || record_a, source_b || '|' || record_b) AS first,
        greatest(source_a || '|' || record_a, source_b || '|' || record_b) AS last
    FROM said
),
fresh AS (
    SELECT n.run, n.entity_kind, n.decision, n.one, n.other
    FROM named n
    LEFT JOIN member x ON x.entity_kind = n.entity_kind AND x.source = n.source_a AND x.record = n.record_a
    LEFT JOIN member y ON y.entity_kind = n.entity_kind AND y.source = n.source_b AND y.record = n.record_b
    WHERE n.decision = 'link'
        AND CASE n.run WHEN 'b' THEN x.before IS NULL OR y.before IS NULL OR x.before <> y.before
            ELSE x.after IS NULL OR y.after IS NULL OR x.after <> y.after END
    UNION ALL
    SELECT min(run), entity_kind, 'review', min(one), min(other) FROM named WHERE decision = 'review'
    GROUP BY entity_kind, first, last HAVING count(DISTINCT run) = 1
)
SELECT entity_kind, one || '–' || other AS registers,
    count(*) FILTER (run = 'b' AND decision = 'link') AS links_added,
    count(*) FILTER (run = 'a' AND decision = 'link') AS links_removed,
    count(*) FILTER (run = 'b' AND decision = 'review') AS reviews_added,
    count(*) FILTER (run = 'a' AND decision = 'review') AS reviews_removed
FROM fresh GROUP BY ALL ORDER BY ALL
