-- a row is one household record of the batch
-- reads: batch, household
-- makes: household_record
SELECT e.entity_id, e.register, e.level, 'household' AS table_name, h.*
FROM household AS h
JOIN batch AS e USING (source_id, record_key)
WHERE e.entity_kind = 'household'
