-- a row is one record of the batch that states a unit or a village itself (members take theirs from the household)
SELECT
    'person' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_status, village, village_status
FROM person_record
WHERE table_name IN ('population', 'social_insurance')
UNION ALL
SELECT 'household' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_status, village, village_status
FROM household_record
UNION ALL
SELECT 'parcel' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_status, village, village_status
FROM parcel_record
