-- a row is one row of a household none of whose present members is its head: the household's own record or a member's
-- row in a household register, a person's row in a population register; unread rows may hold the head
-- reads: current_member, heads_unsaid, population_wrong, unread_household
-- adds to: found
WITH headless AS (
    SELECT source_id, household_key
    FROM current_member
    GROUP BY source_id, household_key
    HAVING NOT bool_or(coalesce(relation_to_head = '01', false))
),

row_of AS (
    SELECT 'household' AS entity_kind, m.entity_id, m.source_id, m.household_no, m.household_key,
        unnest([m.record_key, m.household_key]) AS record_key, unnest([m.full_name, NULL]) AS value
    FROM current_member AS m
    SEMI JOIN headless USING (source_id, household_key)
    UNION ALL
    SELECT entity_kind, entity_id, source_id, household_no, household_key, record_key, full_name AS value
    FROM population_wrong
    WHERE heads = 0
)

SELECT
    entity_kind, entity_id, NULL AS field, source_id, record_key, value,
    concat_ws('|', source_id, household_key) AS finding
FROM row_of
ANTI JOIN heads_unsaid USING (source_id)
ANTI JOIN unread_household USING (source_id, household_no)
