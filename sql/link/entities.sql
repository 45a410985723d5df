-- a row is one canonical record and the entity it is about
-- $run: value
-- reads: identity, membership
SELECT $run AS run, m.register, m.level, m.source, m."table", m.record, m.entity_kind, i.entity_id, m.commune
FROM membership m JOIN identity i USING (entity_kind, cluster)
ORDER BY m.source, m."table", m.record
