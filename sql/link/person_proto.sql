-- a row is one person record with the node it falls into: records with equal number and name and compatible birth date
-- and sex are one node before anything is weighed; every other record is a node by itself
-- reads: person_value
-- makes: person_proto
CREATE OR REPLACE TABLE person_proto AS
WITH same_id AS (
    SELECT number, name_id,
        count(DISTINCT date // 10000) FILTER (date > 0) <= 1
            AND count(DISTINCT date // 100) FILTER (date // 100 % 100 > 0) <= 1
            AND count(DISTINCT date) FILTER (date % 100 > 0) <= 1
            AND count(DISTINCT sex) FILTER (sex > 0) <= 1 AS clean
    FROM person_value WHERE number >= 0 AND name_id >= 0 GROUP BY ALL
),
keyed AS (
    SELECT v.rid, CASE
            WHEN s.clean IS NULL THEN hash('record', v.rid)
            WHEN s.clean THEN hash('clean', v.number, v.name_id)
            ELSE hash('mixed', v.number, v.name_id, v.date, v.sex) END AS key
    FROM person_value v LEFT JOIN same_id s ON s.number = v.number AND s.name_id = v.name_id
),
first AS (SELECT key, min(rid) AS first_rid FROM keyed GROUP BY key)
SELECT k.rid, CAST(dense_rank() OVER (ORDER BY f.first_rid) - 1 AS INTEGER) AS nid
FROM keyed k JOIN first f USING (key)
