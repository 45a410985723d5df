-- a row is a pair of names that a person of the batch bears, apart from case and the form of Unicode
-- reads: person_record
-- makes: name_pair
WITH spelt AS (
    SELECT DISTINCT entity_id, full_name FROM person_record WHERE full_name IS NOT NULL
),

several AS (SELECT entity_id FROM spelt GROUP BY entity_id HAVING count(*) > 1),

written AS (
    SELECT entity_id, full_name, lower(nfc_normalize(full_name)) AS lowered FROM spelt SEMI JOIN several USING (entity_id)
)

SELECT a.entity_id, a.full_name AS a, b.full_name AS b, true AS counted
FROM written AS a
JOIN written AS b ON a.entity_id = b.entity_id AND a.full_name < b.full_name AND a.lowered <> b.lowered
