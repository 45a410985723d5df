-- a row is one node under one blocking key of bounded size: blocks above $cap nodes (raw) are cut by sex and unit, then
-- by village and year; what is still above the cap is left out (dropped). Table block_size overrides how many nodes a
-- block has, where not all of them are at hand
-- $cap: value
-- reads: block, block_size, node
-- makes: block_bounded
CREATE OR REPLACE TABLE block_bounded AS
WITH sized AS (
    SELECT b.kind, b.key AS raw, b.nid, b.settled, b.dateless, b.role,
        coalesce(z.size, count(*) OVER (PARTITION BY b.kind, b.key)) AS size
    FROM block b LEFT JOIN block_size z USING (kind, key)
),
cut AS (
    SELECT DISTINCT s.kind, s.raw, hash(s.raw, n.sex, unnest(n.units)) AS key, s.nid, s.settled, s.dateless, s.role
    FROM sized s JOIN node n USING (nid) WHERE s.size > $cap
),
cut_sized AS (SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM cut),
cut_again AS (
    SELECT DISTINCT s.kind, s.raw, hash(s.key, unnest(n.villages), n.date // 10000) AS key, s.nid, s.settled,
        s.dateless, s.role
    FROM cut_sized s JOIN node n USING (nid) WHERE s.size > $cap
),
last AS (SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM cut_again)
SELECT kind, raw, raw AS key, nid, settled, dateless, role, 0 AS cut, false AS dropped FROM sized WHERE size <= $cap
UNION ALL SELECT kind, raw, key, nid, settled, dateless, role, 1, false FROM cut_sized WHERE size <= $cap
UNION ALL SELECT kind, raw, key, nid, settled, dateless, role, 2, size > $cap FROM last
