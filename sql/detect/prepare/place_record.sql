-- a row is one record of the batch that states a unit or a village itself (members take theirs from the household)
-- outdated_unit: what it states leads to other units only, so the unit of this code is closed
-- reads: household_record, parcel_record, person_record
-- makes: place_record
WITH stated AS (
    SELECT
        'person' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_candidates, unit_status,
        unit_current, village, village_key, village_candidates, village_status
    FROM person_record
    WHERE table_name IN ('population', 'social_insurance')
    UNION ALL BY NAME
    SELECT
        'household' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_candidates, unit_status,
        unit_current, village, village_key, village_candidates, village_status
    FROM household_record
    UNION ALL BY NAME
    SELECT
        'parcel' AS entity_kind, entity_id, source_id, record_key, unit_code, unit_candidates, unit_status,
        unit_current, village, village_key, village_candidates, village_status
    FROM parcel_record
)

SELECT
    * EXCLUDE (unit_candidates),
    coalesce(
        unit_status IN ('former', 'ambiguous')
        AND unit_candidates <> '' AND NOT list_contains(candidates(unit_candidates), unit_code), false
    ) AS outdated_unit
FROM stated
