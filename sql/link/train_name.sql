-- a row is one pair of records of different sources with equal name and full birth date and a shared village (or unit,
-- where a village is unknown), of up to $sample names and dates: what numbers of one person look like
-- $sample: value
-- reads: person_value
-- makes: train_pair
-- in place of: train_number
CREATE OR REPLACE TABLE train_pair AS
WITH chosen AS (
    SELECT name_id, date FROM person_value WHERE name_id >= 0 AND date % 100 > 0 GROUP BY name_id, date
    HAVING count(DISTINCT source_id) > 1 AND count(*) BETWEEN 2 AND 24
    ORDER BY hash(name_id, date), name_id, date LIMIT $sample
),
rows AS (
    SELECT v.rid, v.name_id, v.date, v.source_id, v.villages, v.units FROM person_value v JOIN chosen USING (name_id, date)
)
SELECT x.rid AS a, y.rid AS b FROM rows x JOIN rows y ON x.name_id = y.name_id AND x.date = y.date AND x.rid < y.rid
WHERE x.source_id <> y.source_id AND CASE WHEN len(x.villages) > 0 AND len(y.villages) > 0
    THEN list_has_any(x.villages, y.villages) ELSE list_has_any(x.units, y.units) END
