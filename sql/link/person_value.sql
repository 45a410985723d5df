-- a row is one person record with its number, date and name as far as they mean anything: the numbers of number_void
-- and placeholder dates (told_date) are set to unknown
-- reads: number_void, person_name, person_record, told_date
-- makes: person_value
CREATE OR REPLACE TABLE person_value AS
WITH void_number AS (
    SELECT number FROM (SELECT DISTINCT number FROM person_record WHERE number >= 0)
    WHERE EXISTS (SELECT 1 FROM number_void WHERE column_name = 'number')
        AND md5_number_lower(CAST(number AS VARCHAR)) IN (SELECT digest FROM number_void WHERE column_name = 'number')
)
SELECT r.* REPLACE (
        CASE WHEN o.number IS NULL THEN r.number ELSE -1 END AS number,
        CASE WHEN f.digest IS NULL THEN r.former END AS former,
        CASE WHEN p.digest IS NULL THEN r.participant END AS participant),
    t.told AS date, coalesce(n.name_id, -1) AS name_id
FROM person_record r
JOIN told_date t ON t.written = r.written_date
LEFT JOIN person_name n ON n.name = r.name
LEFT JOIN void_number o ON o.number = r.number
LEFT JOIN number_void f ON f.column_name = 'former' AND f.digest = r.former
LEFT JOIN number_void p ON p.column_name = 'participant' AND p.digest = r.participant
