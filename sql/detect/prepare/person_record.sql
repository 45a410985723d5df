-- a row is one record of a person in the batch, from any of the four tables, in one shape
-- located: the record says where the person lives now; live: the record says the person should be known elsewhere too
-- reads: batch, household_head, household_member, land_right, population, social_insurance
-- makes: person_record
WITH shaped AS (
    SELECT
        'population' AS table_name, source_id, record_key, full_name, date_of_birth, sex, personal_id, former_id,
        NULL AS participant_no, vital_status, NULL AS scheme, NULL AS status, residence, household_no,
        NULL AS parcel_key, NULL AS relation_to_head,
        unit_code, unit_candidates, unit_current, unit_status,
        village, village_key, village_candidates, village_status,
        coalesce(residence, 'permanent') = 'permanent' AND moved_to_unit IS NULL AS located,
        located AND coalesce(vital_status, 'living') = 'living' AS live
    FROM population
    UNION ALL BY NAME
    SELECT
        'household_member' AS table_name, source_id, record_key, full_name, date_of_birth, sex, personal_id,
        household_no, relation_to_head,
        unit_code, unit_candidates, unit_current, unit_status,
        village, village_key, village_candidates, village_status,
        to_on IS NULL AS located, located AS live
    FROM household_member
    UNION ALL BY NAME
    SELECT
        'social_insurance' AS table_name, source_id, record_key, full_name, date_of_birth, sex, personal_id, former_id,
        participant_no, scheme, status, household_no,
        unit_code, unit_candidates, unit_current, unit_status,
        village, village_key, village_candidates, village_status,
        coalesce(status IN ('active', 'suspended'), false) AS located, located AS live
    FROM social_insurance
    UNION ALL BY NAME
    SELECT
        'right' AS table_name, source_id, record_key, coalesce(h.head, holder_name) AS full_name,
        lpad(CAST(holder_birth_year AS VARCHAR), 4, '0') AS date_of_birth,
        holder_personal_id AS personal_id, holder_former_id AS former_id, parcel_key,
        false AS located, false AS live
    FROM land_right
    LEFT JOIN household_head AS h ON holder_kind = 'household' AND h.written = holder_name
)

-- a filler (000000000) is a missing number
SELECT e.entity_id, e.register, e.level, shaped.* REPLACE (
    CASE WHEN NOT filler_number(personal_id) THEN personal_id END AS personal_id,
    CASE WHEN NOT filler_number(former_id) THEN former_id END AS former_id,
    CASE WHEN NOT filler_number(participant_no) THEN participant_no END AS participant_no
)
FROM shaped
JOIN batch AS e USING (source_id, record_key)
WHERE e.entity_kind = 'person'
