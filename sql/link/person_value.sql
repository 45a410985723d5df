-- a row is one person record with its number, date and name as far as they mean anything: numbers borne by more than
-- $shared_id_cap different names and placeholder dates are set to unknown
CREATE OR REPLACE TABLE person_value AS
WITH overused AS (
    SELECT number FROM person_record WHERE number >= 0 GROUP BY number HAVING count(DISTINCT name) > $shared_id_cap
),
overused_former AS (
    SELECT former FROM person_record WHERE former IS NOT NULL GROUP BY former
    HAVING count(DISTINCT name) > $shared_id_cap
),
overused_participant AS (
    SELECT participant FROM person_record WHERE participant IS NOT NULL GROUP BY participant
    HAVING count(DISTINCT name) > $shared_id_cap
)
SELECT r.* REPLACE (
        CASE WHEN o.number IS NULL THEN r.number ELSE -1 END AS number,
        CASE WHEN f.former IS NULL THEN r.former END AS former,
        CASE WHEN p.participant IS NULL THEN r.participant END AS participant),
    t.told AS date, coalesce(n.name_id, -1) AS name_id
FROM person_record r
JOIN told_date t ON t.written = r.written_date
LEFT JOIN person_name n ON n.name = r.name
LEFT JOIN overused o ON o.number = r.number
LEFT JOIN overused_former f ON f.former = r.former
LEFT JOIN overused_participant p ON p.participant = r.participant
