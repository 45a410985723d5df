-- a row is one record with a number that stands on records of two or more people
-- reads: entities, household_member, land_right, population, social_insurance
-- adds to: found
WITH used AS (
    SELECT e.entity_id, u.field, u.source_id, u.record_key, u.value
    FROM (
        SELECT 'personal_id' AS field, source_id, record_key, personal_id AS value FROM population
        UNION ALL
        SELECT 'personal_id' AS field, source_id, record_key, personal_id AS value FROM household_member
        UNION ALL
        SELECT 'personal_id' AS field, source_id, record_key, personal_id AS value FROM social_insurance
        UNION ALL
        SELECT 'personal_id' AS field, source_id, record_key, holder_personal_id AS value FROM land_right
        UNION ALL
        SELECT 'participant_no' AS field, source_id, record_key, participant_no AS value
        FROM social_insurance
        WHERE length(participant_no) = 10
    ) AS u
    JOIN entities AS e ON e.source_id = u.source_id AND e.record_key = u.record_key AND e.entity_kind = 'person'
    WHERE u.value IS NOT NULL AND NOT filler_number(u.value)
),

shared AS (
    SELECT field, value
    FROM used
    GROUP BY field, value
    HAVING min(entity_id) <> max(entity_id)
)

SELECT 'person' AS entity_kind, entity_id, field, source_id, record_key, value, field || value AS finding
FROM used
SEMI JOIN shared USING (field, value)
