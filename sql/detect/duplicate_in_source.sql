-- a row is one of two or more rows that one source and table holds about the same person, household, parcel or organisation
-- reads: batch, household_record, land_right, parcel_record, person_record
-- adds to: found
WITH row_of AS (
    SELECT 'person' AS entity_kind, entity_id, table_name, source_id, record_key, NULL AS scope, personal_id AS value
    FROM person_record
    WHERE table_name = 'population' AND residence IS DISTINCT FROM 'temporary'
    UNION ALL
    SELECT 'person' AS entity_kind, entity_id, table_name, source_id, record_key, scheme AS scope, participant_no AS value
    FROM person_record
    WHERE table_name = 'social_insurance' AND status IS DISTINCT FROM 'ended'
    UNION ALL
    SELECT 'person' AS entity_kind, entity_id, table_name, source_id, record_key, household_no AS scope, household_no AS value
    FROM person_record
    WHERE table_name = 'household_member' AND located
    UNION ALL
    SELECT 'person' AS entity_kind, entity_id, table_name, source_id, record_key, parcel_key AS scope, parcel_key AS value
    FROM person_record
    WHERE table_name = 'right'
    UNION ALL
    SELECT
        'organisation' AS entity_kind, b.entity_id, 'right' AS table_name, r.source_id, r.record_key,
        r.parcel_key AS scope, r.parcel_key AS value
    FROM land_right AS r
    JOIN batch AS b USING (source_id, record_key)
    WHERE b.entity_kind = 'organisation'
    UNION ALL
    SELECT 'household' AS entity_kind, entity_id, table_name, source_id, record_key, NULL AS scope, household_no AS value
    FROM household_record
    UNION ALL
    SELECT 'parcel' AS entity_kind, entity_id, table_name, source_id, record_key, NULL AS scope, parcel_key AS value
    FROM parcel_record
)

SELECT
    entity_kind, entity_id, table_name AS field, source_id, record_key, value,
    concat_ws('|', entity_id, source_id, table_name) AS finding
FROM row_of
QUALIFY count(*) OVER (PARTITION BY entity_kind, entity_id, source_id, table_name, scope) > 1
