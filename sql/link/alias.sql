-- a row is one prior entity id some of whose records now belong to another id: `merged` when the prior id is gone,
-- `split` when it lives on beside; rows of earlier
-- runs are kept
-- $run: value
-- reads: claim, identity, prior_alias
SELECT $run AS run, c.entity_kind, c.entity_id AS old_id, i.entity_id AS new_id,
    CASE WHEN c.entity_id IN (SELECT entity_id FROM identity) THEN 'split' ELSE 'merged' END AS reason, c.records
FROM claim c JOIN identity i USING (entity_kind, cluster)
WHERE i.entity_id <> c.entity_id
UNION ALL
SELECT * FROM prior_alias
ORDER BY ALL
