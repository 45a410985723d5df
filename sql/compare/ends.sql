-- a row is one record of a changed group with its entity before and after
SELECT m.source, m.record, m.before, m.after
FROM member m JOIN changed c ON c.entity_kind = m.entity_kind
    AND (list_contains(string_split(c.entities_before, '|'), m.before)
        OR list_contains(string_split(c.entities_after, '|'), m.after))
WHERE list_contains(string_split(c.entities_before, '|'), $entity)
    OR list_contains(string_split(c.entities_after, '|'), $entity)
ORDER BY m.before NULLS LAST, m.after NULLS LAST, m.source, m.record
