-- a row is one row of a household of a population source that has no head or several, with what the finding is about: the
-- household of the household register that most of its people live in now, else those people
-- heads: different people who belong to it as its head; anchor: the eldest, whom newborn members do not replace
-- reads: living_in, population_household
-- makes: population_wrong
WITH state AS (
    SELECT
        source_id, household_key,
        count(DISTINCT person_id) AS people,
        count(DISTINCT person_id) FILTER (relation_to_head = '01' AND belongs) AS heads,
        first(person_id ORDER BY date_of_birth NULLS LAST, person_id) FILTER (belongs) AS anchor
    FROM population_household
    GROUP BY source_id, household_key
    HAVING bool_or(lives) AND (heads > 1 OR NOT bool_or(coalesce(relation_to_head = '01', false)))
),

home AS (
    SELECT s.source_id, s.household_key, l.entity_id, count(DISTINCT l.person_id) AS people
    FROM state AS s
    JOIN population_household AS p USING (source_id, household_key)
    JOIN living_in AS l USING (person_id)
    GROUP BY s.source_id, s.household_key, l.entity_id, s.people
    HAVING 2 * count(DISTINCT l.person_id) > s.people
    QUALIFY row_number() OVER (
        PARTITION BY s.source_id, s.household_key ORDER BY count(DISTINCT l.person_id) DESC, l.entity_id
    ) = 1
),

-- two numbers of one household stay two findings
chosen AS (
    SELECT source_id, household_key, entity_id
    FROM home
    QUALIFY row_number() OVER (PARTITION BY source_id, entity_id ORDER BY people DESC, household_key) = 1
)

SELECT
    CASE WHEN c.entity_id IS NULL THEN 'person' ELSE 'household' END AS entity_kind,
    coalesce(c.entity_id, CASE WHEN s.heads > 1 THEN p.person_id ELSE s.anchor END) AS entity_id,
    p.source_id, p.household_no, p.household_key, p.record_key, p.full_name, s.heads,
    p.relation_to_head = '01' AND p.belongs AS head
FROM population_household AS p
JOIN state AS s USING (source_id, household_key)
LEFT JOIN chosen AS c USING (source_id, household_key)
