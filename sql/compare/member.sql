-- a row is one record of either run with its entity before and after (null: the run does not have the record)
-- $entities_a: value
-- $entities_b: value
-- makes: member
CREATE OR REPLACE TEMP TABLE member AS
SELECT entity_kind, source, record, a.entity_id AS before, b.entity_id AS after
FROM $entities_a a FULL JOIN $entities_b b USING (entity_kind, source, record)
