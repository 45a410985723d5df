-- a row is one pair of nodes in one household of one source, of up to $sample households, that are not plainly one
-- person: by construction two members of a household
-- $sample: value
-- reads: node
-- makes: train_pair
-- in place of: train_number
CREATE OR REPLACE TABLE train_pair AS
WITH member AS (SELECT unnest(households) AS household, nid, name_id, date FROM node WHERE NOT land),
chosen AS (
    SELECT household FROM member GROUP BY household HAVING count(*) BETWEEN 2 AND 15
    ORDER BY hash(household), household LIMIT $sample
),
rows AS (SELECT m.* FROM member m JOIN chosen USING (household))
SELECT DISTINCT x.nid AS a, y.nid AS b FROM rows x JOIN rows y ON x.household = y.household AND x.nid < y.nid
WHERE NOT (x.name_id = y.name_id AND (x.date = y.date OR x.date % 100 = 0 OR y.date % 100 = 0))
