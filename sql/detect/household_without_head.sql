-- a row is the household record or one current member row of a household whose members include no head
WITH headless AS (
    SELECT source_id, household_key
    FROM current_member
    GROUP BY source_id, household_key
    HAVING NOT bool_or(coalesce(relation_to_head = '01', false))
),

row_of AS (
    SELECT entity_id, source_id, household_key, record_key, full_name AS value
    FROM current_member
    UNION ALL
    SELECT entity_id, source_id, household_key, household_key AS record_key, NULL AS value
    FROM current_member
)

SELECT
    'household' AS entity_kind, entity_id, NULL AS field, source_id, record_key, value,
    concat_ws('|', entity_id, source_id) AS finding
FROM row_of
SEMI JOIN headless USING (source_id, household_key)
