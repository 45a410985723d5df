-- a row is one of the two records asked about, or another record of their entities
WITH asked AS (
    SELECT DISTINCT entity_id FROM read_parquet($entities)
    WHERE (source = $source_a AND record = $record_a) OR (source = $source_b AND record = $record_b)
)
SELECT source, record, register || '.' || level AS dataset, entity_kind, entity_id
FROM read_parquet($entities) WHERE entity_id IN (SELECT entity_id FROM asked)
ORDER BY source, record
