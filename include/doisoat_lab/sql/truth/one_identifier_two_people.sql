-- a row is one record bearing an identifier that records of another person bear as well
-- reads: p
-- adds to: finding
WITH bearer AS (
    SELECT 'personal_id' AS field, personal_id AS value, eid, source, ref FROM p WHERE personal_id IS NOT NULL
    UNION ALL
    SELECT 'participant_no' AS field, participant_no AS value, eid, source, ref FROM p
    WHERE length(participant_no) = 10
),

shared AS (
    SELECT field, value, string_agg(DISTINCT eid, '|' ORDER BY eid) AS entities
    FROM bearer
    SEMI JOIN (
        SELECT field, value FROM bearer GROUP BY field, value HAVING min(eid) <> max(eid)
    ) USING (field, value)
    GROUP BY field, value
)

SELECT 'one_identifier_two_people' AS kind, field, entities, NULL AS scope, source, ref, value
FROM bearer
JOIN shared USING (field, value)
