-- a row is one node compared in the estimate with its cluster; hidden records and the rest of their nodes keep theirs
-- reads: hidden, hidden_node, node_label
-- makes: hidden_label
CREATE OR REPLACE TABLE hidden_label AS
SELECT nid, label FROM node_label WHERE nid IN (SELECT nid FROM hidden_node)
UNION ALL SELECT masked, label FROM hidden
UNION ALL SELECT masked + 1, label FROM hidden
