-- a row is one row of population_member with the key of its household in the source: the number, and the commune or village
-- where the source counts anew in each; who is in no such place, or in one that nobody heads a household in, has no key,
-- and neither has a household whose number somebody in no place bears: it may be theirs
-- reads: numbering_commune, numbering_village, population_member
-- makes: population_household
WITH communed AS (
    SELECT m.*, c.within IS NOT NULL AS by_commune, CASE WHEN c.within IS NULL THEN '' ELSE m.commune END AS counted_in
    FROM population_member AS m
    LEFT JOIN numbering_commune AS c ON c.within = m.source_id
),

placed AS (
    SELECT
        m.*, c.within IS NOT NULL AS by_village,
        concat_ws('/', m.counted_in, CASE WHEN c.within IS NULL THEN '' ELSE m.village END) AS place,
        (m.by_commune AND m.commune = '') OR (c.within IS NOT NULL AND m.village = '') AS nowhere
    FROM communed AS m
    LEFT JOIN numbering_village AS c ON c.within = concat_ws('/', m.source_id, m.counted_in)
)

SELECT
    source_id, record_key, person_id, household_no, full_name, date_of_birth, relation_to_head, belongs, lives,
    concat_ws('/', place, household_no) AS household_key
FROM placed
QUALIFY NOT (by_commune OR by_village) OR (
    bool_or(coalesce(relation_to_head = '01', false)) OVER (PARTITION BY source_id, place)
    AND NOT bool_or(nowhere) OVER (PARTITION BY source_id, household_no)
)
