-- a row is one record of the changed group that $entity belongs to, with its entity before and after
-- $entity: value
-- reads: grouped, member
WITH chosen AS (
    SELECT DISTINCT g.entity_kind, g.before, g.after FROM grouped g
    JOIN grouped x ON x.entity_kind = g.entity_kind AND x.group_id = g.group_id
    WHERE x.before = $entity OR x.after = $entity
)
SELECT DISTINCT m.source, m.record, m.before, m.after
FROM member m JOIN chosen c ON c.entity_kind = m.entity_kind AND (m.before = c.before OR m.after = c.after)
ORDER BY m.before NULLS LAST, m.after NULLS LAST, m.source, m.record
