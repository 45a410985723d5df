-- a row is one pair of table $pairs with how many other people both nodes share a household with: 0 unknown, 1 none,
-- 2 one, 3 more; ordered by pair. That two share nobody says nothing about the holder of a right (relatives hold land
-- together who live apart) nor about one person entered in two households of a source
-- $pairs: pair_all, hidden_pair
-- $nodes: node, hidden_node
-- $labels: node_label, hidden_label
-- $company: company, hidden_company
-- reads: $company, $labels, $nodes, $pairs
WITH counted AS (
    SELECT p.a, p.b, x.company IS NULL OR y.company IS NULL AS unknown,
        m.land OR n.land OR list_has_any(m.slots, n.slots) AS lenient,
        coalesce(len(list_filter(list_intersect(x.company, y.company), c -> c <> u.label AND c <> v.label)), 0) AS others
    FROM $pairs p
    LEFT JOIN $company x ON x.nid = p.a LEFT JOIN $company y ON y.nid = p.b
    JOIN $labels u ON u.nid = p.a JOIN $labels v ON v.nid = p.b
    JOIN $nodes m ON m.nid = p.a JOIN $nodes n ON n.nid = p.b
)
SELECT a, b, CAST(CASE WHEN unknown OR (lenient AND others = 0) THEN 0 ELSE 1 + least(2, others) END AS TINYINT)
    AS support
FROM counted ORDER BY a, b
