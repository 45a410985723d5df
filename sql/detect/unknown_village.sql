-- a row is one record whose village is in no list, old or new
SELECT
    entity_kind, entity_id, 'village' AS field, source_id, record_key, village AS value,
    concat_ws('|', entity_id, source_id) AS finding
FROM place_record
WHERE village_status = 'unknown'
