-- a row is one pair of table $pairs with how many other people both nodes share a household with: 0 unknown, 1 none,
-- 2 one, 3 more; ordered by pair
SELECT p.a, p.b, CAST(CASE WHEN x.company IS NULL OR y.company IS NULL THEN 0 ELSE 1 + least(2, len(list_filter(
    list_intersect(x.company, y.company), c -> c <> u.label AND c <> v.label))) END AS TINYINT) AS support
FROM $pairs p
LEFT JOIN company x ON x.nid = p.a LEFT JOIN company y ON y.nid = p.b
JOIN node_label u ON u.nid = p.a JOIN node_label v ON v.nid = p.b
ORDER BY p.a, p.b
