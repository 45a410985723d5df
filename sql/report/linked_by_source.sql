-- a row is a source of the run: how many of its canonical records have an entity
-- $entities: value
SELECT source, count(*) AS records
FROM $entities
GROUP BY source
ORDER BY source
