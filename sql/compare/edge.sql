-- a row is one tangled way, its entities before and after numbered
-- reads: flow
-- makes: edge
CREATE OR REPLACE TEMP TABLE edge AS
SELECT entity_kind, before, after,
    dense_rank() OVER (ORDER BY entity_kind, before) - 1 AS node_a,
    dense_rank() OVER (ORDER BY entity_kind, after) - 1 AS node_b
FROM flow WHERE tangled
