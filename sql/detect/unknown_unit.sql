-- a row is one record whose unit resolves to no unit, old or new
-- reads: place_record
-- adds to: found
SELECT
    entity_kind, entity_id, 'unit_code' AS field, source_id, record_key, unit_code AS value,
    concat_ws('|', entity_id, source_id) AS finding
FROM place_record
WHERE unit_status = 'unknown'
