-- a row is one record whose village is in no list, old or new, though there is a list that should have it
-- reads: place_record, village_unlisted
-- adds to: found
SELECT
    entity_kind, entity_id, 'village' AS field, source_id, record_key, village AS value,
    concat_ws('|', entity_id, source_id) AS finding
FROM place_record AS r
WHERE
    village_status = 'unknown'
    AND NOT EXISTS (SELECT 1 FROM village_unlisted AS u WHERE u.unit = r.unit_current AND u.key = r.village_key)
