-- a row is one household record under a member, a head's number, a head's name in one unit, or a
-- household number in one unit, in blocks
-- reads: block_size, household_record
-- makes: household_block
CREATE OR REPLACE TABLE household_block AS
WITH keys AS (
    SELECT 1 AS kind, hash(1, unnest(members)) AS key, nid FROM household_record
    UNION ALL SELECT 2, hash(2, unnest(head_numbers)), nid FROM household_record
    UNION ALL SELECT 3, hash(3, unnest(head_names), u), nid FROM (SELECT *, unnest(units) AS u FROM household_record)
    UNION ALL SELECT 4, hash(4, unnest(units), number), nid FROM household_record WHERE number IS NOT NULL
),
unique_keys AS (SELECT DISTINCT kind, key, nid, role FROM keys JOIN household_record USING (nid) WHERE role <= 2)
SELECT u.*, coalesce(z.size, count(*) OVER (PARTITION BY u.kind, u.key)) AS size
FROM unique_keys u LEFT JOIN block_size z USING (kind, key)
