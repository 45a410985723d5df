-- a row is one node compared in the estimate with its cluster; hidden records and the rest of their nodes keep theirs
CREATE OR REPLACE TABLE node_label AS
SELECT nid, label FROM main.node_label WHERE nid IN (SELECT nid FROM node)
UNION ALL SELECT masked, label FROM hidden
UNION ALL SELECT masked + 1, label FROM hidden
