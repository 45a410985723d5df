-- a row is a discrepancy of one kind that the run did not find
-- $kind: value
-- $count: value
-- reads: found, wanted
SELECT field, sources, entities
FROM wanted ANTI JOIN found USING (kind, field, sources, entities)
WHERE kind = $kind
ORDER BY ALL
LIMIT $count
