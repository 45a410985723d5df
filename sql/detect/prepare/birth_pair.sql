-- a row is a pair of dates of birth of a person of the batch; counted: both are written where a whole date is asked for
-- reads: person_record
-- makes: birth_pair
WITH written AS (
    SELECT entity_id, date_of_birth, bool_or(table_name <> 'right') AS asked
    FROM person_record
    WHERE date_of_birth IS NOT NULL
    GROUP BY entity_id, date_of_birth
),

several AS (SELECT entity_id FROM written GROUP BY entity_id HAVING count(*) > 1)

SELECT a.entity_id, a.date_of_birth AS a, b.date_of_birth AS b, a.asked AND b.asked AS counted
FROM written AS a
JOIN written AS b ON a.entity_id = b.entity_id AND a.date_of_birth < b.date_of_birth
SEMI JOIN several AS s ON s.entity_id = a.entity_id
