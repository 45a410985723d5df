-- a row is one record with a personal number of a person whose personal numbers are too far apart for a typing slip
-- reads: person_record
-- adds to: found
WITH personal_id AS (
    SELECT DISTINCT entity_id, personal_id
    FROM person_record
    WHERE personal_id IS NOT NULL
),

apart AS (
    SELECT a.entity_id
    FROM personal_id AS a
    JOIN personal_id AS b ON a.entity_id = b.entity_id AND a.personal_id < b.personal_id
    GROUP BY a.entity_id
    HAVING max(slips(a.personal_id, b.personal_id)) > 2
)

SELECT
    'person' AS entity_kind, entity_id, 'personal_id' AS field, source_id, record_key, personal_id AS value,
    entity_id AS finding
FROM person_record
SEMI JOIN apart USING (entity_id)
WHERE personal_id IS NOT NULL
