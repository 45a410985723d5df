-- a row is one part of a population source (within) that numbers its households anew in every place: most numbers of its
-- smaller places are borne by a head of another place too, and counted by place fewer households have no head or two;
-- a member whose place alone is written wrong makes no household of its own so
-- $place: commune, village
-- $within: value
-- reads: population_member
-- makes: numbering_$place
WITH member AS (
    SELECT
        $within AS within, $place AS place, household_no, person_id, coalesce(relation_to_head = '01', false) AS head
    FROM population_member
),

repeated AS (
    SELECT within, place, count(*) OVER (PARTITION BY within, household_no) > 1 AS elsewhere
    FROM (SELECT DISTINCT within, place, household_no FROM member WHERE head AND place <> '')
),

smaller AS (
    SELECT within, place, count(*) AS numbers, count(*) FILTER (elsewhere) AS again
    FROM repeated
    GROUP BY within, place
    QUALIFY row_number() OVER (PARTITION BY within ORDER BY count(*) DESC, place) > 1
),

wrong AS (
    SELECT within, count(*) FILTER (counted = 'place') AS by_place, count(*) FILTER (counted = 'all') AS by_all
    FROM (
        SELECT within, 'place' AS counted FROM member
        GROUP BY within, place, household_no HAVING count(DISTINCT person_id) FILTER (head) <> 1
        UNION ALL
        SELECT within, 'all' AS counted FROM member
        GROUP BY within, household_no HAVING count(DISTINCT person_id) FILTER (head) <> 1
    )
    GROUP BY within
)

SELECT within
FROM (SELECT within FROM smaller GROUP BY within HAVING 2 * sum(again) > sum(numbers))
SEMI JOIN (SELECT within FROM wrong WHERE by_place < by_all) USING (within)
