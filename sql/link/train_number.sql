-- a row is one pair of records of different sources with one personal number, of up to $sample numbers: what names,
-- dates, sexes and places of one person look like
-- $sample: value
-- reads: person_value
-- makes: train_pair
CREATE OR REPLACE TABLE train_pair AS
WITH chosen AS (
    SELECT number FROM person_value WHERE number >= 0 GROUP BY number
    HAVING count(DISTINCT source_id) > 1 AND count(*) <= 24 ORDER BY hash(number), number LIMIT $sample
),
rows AS (SELECT v.rid, v.number, v.source_id FROM person_value v JOIN chosen USING (number))
SELECT x.rid AS a, y.rid AS b FROM rows x JOIN rows y ON x.number = y.number AND x.rid < y.rid
WHERE x.source_id <> y.source_id
