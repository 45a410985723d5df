-- a row is one further pair of a hidden record (a) and a node (b) in a household that shares a person with the hidden
-- record's, with equal given name or birth year: as pair_anchored
-- reads: hidden, hidden_node, name_part, node, node_label
-- adds to: hidden_pair
INSERT INTO hidden_pair
WITH home AS (SELECT h.masked, h.nid AS own, h.label, unnest(n.households) AS household FROM hidden h JOIN hidden_node n ON n.nid = h.masked),
member AS (SELECT unnest(households) AS household, nid FROM node),
counted AS (SELECT household, count(*) AS size FROM member GROUP BY household),
people AS (
    SELECT m.household, l.label, m.nid FROM member m JOIN counted c USING (household)
    JOIN node_label l USING (nid) WHERE c.size BETWEEN 2 AND 30
),
mate AS (
    SELECT DISTINCT h.masked, h.own, h.household, p.label FROM home h JOIN people p USING (household)
    WHERE p.label <> h.label
),
lived AS (
    SELECT label, household FROM people WHERE label IN (SELECT label FROM mate)
    QUALIFY count(DISTINCT household) OVER (PARTITION BY label) <= 24
),
found AS (
    SELECT DISTINCT m.masked, CASE WHEN p.nid = m.own THEN m.masked + 1 ELSE p.nid END AS nid, l.household
    FROM mate m JOIN lived l ON l.label = m.label AND l.household <> m.household
    JOIN people p ON p.household = l.household
),
sound AS (
    -- the rest of the own node need not live there
    SELECT f.masked, f.nid FROM found f LEFT JOIN hidden_node n ON n.nid = f.nid
    WHERE f.nid <> f.masked + 1 OR list_contains(n.households, f.household)
)
SELECT DISTINCT s.masked, s.nid
FROM sound s JOIN hidden_node m ON m.nid = s.masked
JOIN (SELECT nid, name_id, date FROM node UNION ALL SELECT nid, name_id, date FROM hidden_node) n ON n.nid = s.nid
LEFT JOIN name_part g ON g.name_id = m.name_id LEFT JOIN name_part h ON h.name_id = n.name_id
WHERE g.given = h.given OR m.date // 10000 = n.date // 10000
EXCEPT
SELECT a, b FROM hidden_pair
