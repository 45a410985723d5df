-- a row is one pair of nodes of organisations (a < b) that share a block of at most $cap nodes
-- $cap: value
-- reads: organisation_block
-- makes: organisation_pair
CREATE OR REPLACE TABLE organisation_pair AS
SELECT DISTINCT x.nid AS a, y.nid AS b
FROM organisation_block x JOIN organisation_block y ON x.kind = y.kind AND x.key = y.key AND x.nid < y.nid
WHERE x.size <= $cap
