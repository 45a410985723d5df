-- a row is one way a household that holds land in the batch is written
-- reads: batch, land_right
SELECT DISTINCT r.holder_name
FROM land_right AS r
JOIN batch AS b USING (source_id, record_key)
WHERE r.holder_kind = 'household' AND b.entity_kind = 'person' AND r.holder_name IS NOT NULL
ORDER BY r.holder_name
