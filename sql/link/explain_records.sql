-- a row is one of the two records asked about, or another record of their entities
-- $entities: value
WITH asked AS (
    SELECT DISTINCT entity_id FROM $entities
    WHERE (source = getvariable('source_a') AND record = getvariable('record_a')) OR (source = getvariable('source_b') AND record = getvariable('record_b'))
)
SELECT source, record, register || '.' || level AS dataset, entity_kind, entity_id
FROM $entities WHERE entity_id IN (SELECT entity_id FROM asked)
ORDER BY source, record
