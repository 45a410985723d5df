-- a row is one pair of clusters met in the estimate that are surely two people: both stand in two places of sources (in
-- one, it may be one person entered twice)
-- reads: hidden_label, hidden_pair, node, node_label
WITH met AS (
    SELECT DISTINCT x.label AS own, y.label AS other
    FROM hidden_pair p JOIN hidden_label x ON x.nid = p.a JOIN hidden_label y ON y.nid = p.b WHERE x.label <> y.label
),
concerned AS (SELECT own AS label FROM met UNION SELECT other FROM met),
held AS (
    SELECT l.label, list_distinct(flatten(list(n.slots))) AS slots
    FROM node n JOIN node_label l USING (nid) SEMI JOIN concerned c ON c.label = l.label GROUP BY l.label
)
SELECT m.own::BIGINT AS own, m.other::BIGINT AS other
FROM met m JOIN held x ON x.label = m.own JOIN held y ON y.label = m.other
WHERE len(list_intersect(x.slots, y.slots)) > 1
ORDER BY own, other
