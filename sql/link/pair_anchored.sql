-- a row is one new pair of nodes in two households that already share a person, with equal given name or birth year:
-- what no blocking key found because several values are wrong at once
-- reads: name_part, node, node_label, pair_all
-- makes: pair_anchored
CREATE OR REPLACE TABLE pair_anchored AS
WITH member AS (SELECT unnest(households) AS household, nid FROM node),
counted AS (SELECT household, count(*) AS size FROM member GROUP BY household),
people AS (
    SELECT m.household, l.label, m.nid FROM member m JOIN counted c USING (household)
    JOIN node_label l USING (nid) WHERE c.size BETWEEN 2 AND 30
),
shared AS (
    SELECT DISTINCT x.household AS one, y.household AS two
    FROM people x JOIN people y ON x.label = y.label AND x.household <> y.household
    WHERE x.label IN (SELECT label FROM people GROUP BY label HAVING count(DISTINCT household) <= 24)
),
small AS (SELECT p.* FROM people p JOIN node n USING (nid) WHERE n.records <= 2)
SELECT DISTINCT least(x.nid, y.nid) AS a, greatest(x.nid, y.nid) AS b
FROM shared s JOIN small x ON x.household = s.one JOIN people y ON y.household = s.two
JOIN node m ON m.nid = x.nid JOIN node n ON n.nid = y.nid
LEFT JOIN name_part g ON g.name_id = m.name_id LEFT JOIN name_part h ON h.name_id = n.name_id
WHERE x.label <> y.label AND (g.given = h.given OR m.date // 10000 = n.date // 10000)
    AND (greatest(m.role, n.role) <= 1 OR least(m.role, n.role) = 0)
EXCEPT
SELECT a, b FROM pair_all
