-- a row is one source whose households cannot be judged by their heads: most rows say no relation and most households
-- have no head, or most of twenty and more households have no head or several
-- reads: entities, household_member_row, population_household
-- makes: heads_unsaid
WITH member AS (
    SELECT source_id, household_key, person_id, relation_to_head FROM population_household
    UNION ALL
    SELECT m.source_id, m.household_no AS household_key, e.entity_id AS person_id, m.relation_to_head
    FROM household_member_row AS m
    JOIN entities AS e ON e.source_id = m.source_id AND e.record_key = m.record_key AND e.entity_kind = 'person'
    WHERE m.to_on IS NULL AND m.household_no IS NOT NULL
),

household AS (
    SELECT
        source_id, household_key, count(*) AS members, count(relation_to_head) AS related,
        count(DISTINCT person_id) FILTER (relation_to_head = '01') AS heads
    FROM member
    GROUP BY source_id, household_key
)

SELECT source_id, sum(members) AS members, sum(members) - sum(related) AS unrelated, count(*) AS households,
    count(*) FILTER (heads <> 1) AS unheaded
FROM household
GROUP BY source_id
HAVING
    (2 * sum(related) < sum(members) AND 2 * count(*) FILTER (heads = 0) > count(*))
    OR (count(*) >= 20 AND 2 * count(*) FILTER (heads <> 1) > count(*))
