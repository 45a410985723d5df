-- a row is one tangled entity before with the group it is in; groups are named by their smallest entity before
-- reads: edge, part
-- makes: tangle
CREATE OR REPLACE TEMP TABLE tangle AS
SELECT e.entity_kind, e.before, min(e.before) OVER (PARTITION BY e.entity_kind, p.part) AS group_id
FROM (SELECT DISTINCT entity_kind, before, node_a FROM edge) e JOIN part p ON p.node = e.node_a
