-- a row is one node under one blocking key. Keys: 1 number; 2 former number; 3 participant; 4 words of the name + year;
-- 5 given name + date; 6 village + date; 7 unit + date + sex; 8 last six digits + year; 9 village + name;
-- 10 house or parcel + given name; 11 name + day and month in any order; 12 village + given name + year;
-- 13 unit + name, for nodes without a date
-- $target: block, hidden_block
-- $nodes: node, hidden_node
-- $residents: value
-- reads: $nodes, name_part
-- makes: $target
CREATE OR REPLACE TABLE $target AS
WITH n AS (
    SELECT x.nid, x.number, x.date, x.date // 10000 AS year, x.date // 100 % 100 AS month, x.date % 100 AS day, x.sex,
        x.formers, x.participants, x.units, x.villages, x.homes, p.given, p.ordered, p.name_key, x.name_id,
        x.number >= 0 AND x.residents * 2 > $residents AS settled, x.role
    FROM $nodes x LEFT JOIN name_part p USING (name_id) WHERE x.role <= 2
),
keys AS (
    SELECT 1 AS kind, hash(number) AS key, nid FROM n WHERE number >= 0
    UNION ALL SELECT 2, unnest(formers), nid FROM n
    UNION ALL SELECT 3, unnest(participants), nid FROM n
    UNION ALL SELECT 4, hash(4, ordered, year), nid FROM n WHERE year > 0 AND ordered IS NOT NULL
    UNION ALL SELECT 5, hash(5, given, date), nid FROM n WHERE day > 0 AND given IS NOT NULL
    UNION ALL SELECT 6, hash(6, unnest(villages), date), nid FROM n WHERE day > 0
    UNION ALL SELECT 7, hash(7, unnest(units), date, sex), nid FROM n WHERE day > 0
    UNION ALL SELECT 8, hash(8, number % 1000000, year), nid FROM n WHERE number >= 0 AND year > 0
    UNION ALL SELECT 9, hash(9, unnest(villages), name_key), nid FROM n WHERE name_id >= 0
    UNION ALL SELECT 10, hash(10, unnest(homes), given), nid FROM n WHERE given IS NOT NULL
    UNION ALL SELECT 11, hash(11, name_key, least(day, month), greatest(day, month)), nid FROM n
        WHERE name_id >= 0 AND day > 0
    UNION ALL SELECT 12, hash(12, unnest(villages), given, year), nid FROM n WHERE year > 0 AND given IS NOT NULL
    UNION ALL SELECT 13, hash(13, unnest(units), name_key), nid FROM n WHERE name_id >= 0
)
SELECT DISTINCT CAST(k.kind AS TINYINT) AS kind, k.key, k.nid, n.settled, n.year = 0 AS dateless, n.role
FROM keys k JOIN n USING (nid)
