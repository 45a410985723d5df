-- a row is the household record or one head's member row of a household with two or more heads
WITH head AS (
    SELECT * FROM current_member WHERE relation_to_head = '01'
),

crowded AS (
    SELECT source_id, household_key
    FROM head
    GROUP BY source_id, household_key
    HAVING min(person_id) <> max(person_id)
),

row_of AS (
    SELECT entity_id, source_id, household_key, record_key, full_name AS value
    FROM head
    UNION ALL
    SELECT entity_id, source_id, household_key, household_key AS record_key, NULL AS value
    FROM head
)

SELECT
    'household' AS entity_kind, entity_id, NULL AS field, source_id, record_key, value,
    concat_ws('|', entity_id, source_id) AS finding
FROM row_of
SEMI JOIN crowded USING (source_id, household_key)
