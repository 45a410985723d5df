-- a row is a finding of one kind that truth does not have
-- $kind: value
-- $count: value
-- reads: found, wanted
SELECT field, sources, entities
FROM found ANTI JOIN wanted USING (kind, field, sources, entities)
WHERE kind = $kind
ORDER BY ALL
LIMIT $count
