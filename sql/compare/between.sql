-- a row is one link or near-link between two of the records shown, in the run before (a) or after (b)
-- $links_a: value
-- $links_b: value
-- reads: shown
WITH said AS (
    SELECT 'a' AS run, * FROM $links_a UNION ALL SELECT 'b', * FROM $links_b
)
SELECT s.run, s.source_a, s.record_a, s.source_b, s.record_b, s.weight, s.decision
FROM said s
JOIN shown x ON x.source = s.source_a AND x.record = s.record_a
JOIN shown y ON y.source = s.source_b AND y.record = s.record_b
WHERE x.before IS DISTINCT FROM y.before OR x.after IS DISTINCT FROM y.after
ORDER BY ALL
