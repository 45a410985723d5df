-- a row is one node with the clusters of the other people in its households and on its parcels
-- reads: node, node_label
-- makes: company
CREATE OR REPLACE TABLE company AS
WITH member AS (SELECT unnest(households) AS household, nid FROM node),
counted AS (SELECT household, count(*) AS size FROM member GROUP BY household),
people AS (
    SELECT m.household, l.label, m.nid FROM member m JOIN counted c USING (household)
    JOIN node_label l ON l.nid = m.nid WHERE c.size BETWEEN 2 AND 30
)
SELECT x.nid, list(DISTINCT y.label) AS company
FROM people x JOIN people y ON x.household = y.household AND x.label <> y.label
GROUP BY x.nid
