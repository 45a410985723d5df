-- a row is one record that carries the code of a unit closed since, whether the record dates the code or not
-- reads: place_record
-- adds to: found
SELECT
    entity_kind, entity_id, 'unit_code' AS field, source_id, record_key, unit_code AS value,
    concat_ws('|', entity_id, source_id) AS finding
FROM place_record
WHERE unit_status = 'stale' OR outdated_unit
