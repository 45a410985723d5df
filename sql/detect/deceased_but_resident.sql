-- a row is one population record that says the person has died, or one current membership in a household
-- reads: person_record
-- adds to: found
WITH row_of AS (
    SELECT entity_id, source_id, record_key, vital_status AS value, 'death' AS side
    FROM person_record
    WHERE table_name = 'population' AND vital_status = 'deceased'
    UNION ALL
    SELECT entity_id, source_id, record_key, household_no AS value, 'life' AS side
    FROM person_record
    WHERE table_name = 'household_member' AND located
)

SELECT
    'person' AS entity_kind, entity_id, NULL AS field, source_id, record_key, value, entity_id AS finding
FROM row_of
QUALIFY min(side) OVER (PARTITION BY entity_id) <> max(side) OVER (PARTITION BY entity_id)
