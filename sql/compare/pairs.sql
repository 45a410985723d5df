-- a row is a kind of entity: its entities kept as they were, and pairs of records of both runs that came together or apart
-- reads: flow, grouped
WITH held AS (SELECT * FROM flow WHERE before IS NOT NULL AND after IS NOT NULL),
was AS (SELECT entity_kind, sum(n * (n - 1) // 2) AS pairs
    FROM (SELECT entity_kind, before, sum(records) AS n FROM held GROUP BY ALL) GROUP BY ALL),
now AS (SELECT entity_kind, sum(n * (n - 1) // 2) AS pairs
    FROM (SELECT entity_kind, after, sum(records) AS n FROM held GROUP BY ALL) GROUP BY ALL),
both_ AS (SELECT entity_kind, sum(records * (records - 1) // 2) AS pairs FROM held GROUP BY ALL),
total AS (SELECT entity_kind, count(DISTINCT before) AS before, count(DISTINCT after) AS after FROM flow GROUP BY ALL),
other AS (SELECT entity_kind, count(DISTINCT before) AS n FROM grouped GROUP BY ALL)
SELECT t.entity_kind, t.before, t.after, t.before - coalesce(o.n, 0) AS kept,
    coalesce(n.pairs - b.pairs, 0) AS joined, coalesce(w.pairs - b.pairs, 0) AS separated
FROM total t LEFT JOIN was w USING (entity_kind) LEFT JOIN now n USING (entity_kind)
LEFT JOIN both_ b USING (entity_kind) LEFT JOIN other o USING (entity_kind)
ORDER BY t.entity_kind
