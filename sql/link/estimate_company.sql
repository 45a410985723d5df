-- a row is one node of the schema of hidden records with the clusters of the other people in its households
-- reads: company, hidden_label, hidden_node, node, node_label
-- makes: hidden_company
CREATE OR REPLACE TABLE hidden_company AS
WITH member AS (SELECT unnest(households) AS household, nid FROM node),
counted AS (SELECT household, count(*) AS size FROM member GROUP BY household),
home AS (
    SELECT n.nid, l.label, unnest(n.households) AS household FROM hidden_node n JOIN hidden_label l USING (nid)
    WHERE n.nid > (SELECT max(nid) FROM node)
)
SELECT h.nid, list(DISTINCT y.label) AS company
FROM home h JOIN counted c USING (household) JOIN member m USING (household) JOIN node_label y ON y.nid = m.nid
WHERE c.size BETWEEN 2 AND 30 AND y.label <> h.label
GROUP BY h.nid
UNION ALL
SELECT nid, company FROM company WHERE nid IN (SELECT nid FROM hidden_node)
