-- a row is one node of the region with its cluster of the first round: that of the run before where it is not inside
-- reads: node, was_person_node
-- adds to: node_label
CREATE OR REPLACE TABLE node_label AS
WITH held AS (
    SELECT n.nid, min(n.nid) OVER (PARTITION BY w.first) AS label
    FROM node n JOIN was_person_node w USING (nkey) WHERE n.role >= 2
)
SELECT l.nid, coalesce(h.label, l.label) AS label FROM node_label l LEFT JOIN held h USING (nid)
