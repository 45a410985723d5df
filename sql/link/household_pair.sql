-- a row is one pair of household records (a < b) sharing a member, a head's number, a head's name in one unit, or a
-- household number in one unit, in blocks of bounded size
CREATE OR REPLACE TABLE household_pair AS
WITH keys AS (
    SELECT 1 AS kind, hash(1, unnest(members)) AS key, nid FROM household_record
    UNION ALL SELECT 2, hash(2, unnest(head_numbers)), nid FROM household_record
    UNION ALL SELECT 3, hash(3, unnest(head_names), u), nid FROM (SELECT *, unnest(units) AS u FROM household_record)
    UNION ALL SELECT 4, hash(4, unnest(units), number), nid FROM household_record WHERE number IS NOT NULL
),
bounded AS (SELECT DISTINCT * FROM keys QUALIFY count(*) OVER (PARTITION BY kind, key) <= $cap)
SELECT DISTINCT x.nid AS a, y.nid AS b
FROM bounded x JOIN bounded y ON x.kind = y.kind AND x.key = y.key AND x.nid < y.nid
