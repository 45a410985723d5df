-- a row is one row of a household with two or more heads: the household's own record or a head's row in a household
-- register, a head's row in a population register
-- reads: current_member, heads_unsaid, population_wrong
-- adds to: found
WITH crowded AS (
    SELECT source_id, household_key
    FROM current_member
    WHERE relation_to_head = '01'
    GROUP BY source_id, household_key
    HAVING min(person_id) <> max(person_id)
),

row_of AS (
    SELECT 'household' AS entity_kind, m.entity_id, m.source_id, m.household_key,
        unnest([m.record_key, m.household_key]) AS record_key, unnest([m.full_name, NULL]) AS value
    FROM current_member AS m
    SEMI JOIN crowded USING (source_id, household_key)
    WHERE m.relation_to_head = '01'
    UNION ALL
    SELECT entity_kind, entity_id, source_id, household_key, record_key, full_name AS value
    FROM population_wrong
    WHERE heads > 1 AND head
)

SELECT
    entity_kind, entity_id, NULL AS field, source_id, record_key, value,
    concat_ws('|', source_id, household_key) AS finding
FROM row_of
ANTI JOIN heads_unsaid USING (source_id)
