-- a row is one record whose village is written by a label no longer in use, whether the record dates the label or not
SELECT
    entity_kind, entity_id, 'village' AS field, source_id, record_key, village AS value,
    concat_ws('|', entity_id, source_id) AS finding
FROM place_record
WHERE village_status IN ('stale', 'former')
