-- a row is one node under one blocking key of bounded size: blocks above $cap nodes are cut by sex and unit, then by
-- village; what is still above the cap is left out and counted in table block_dropped
CREATE OR REPLACE TABLE block_bounded AS
WITH sized AS (SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM block),
cut AS (
    SELECT DISTINCT s.kind, hash(s.key, n.sex, unnest(n.units)) AS key, s.nid, s.settled, s.dateless
    FROM sized s JOIN node n USING (nid) WHERE s.size > $cap
),
cut_sized AS (SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM cut),
cut_again AS (
    SELECT DISTINCT s.kind, hash(s.key, unnest(n.villages), n.date // 10000) AS key, s.nid, s.settled, s.dateless
    FROM cut_sized s JOIN node n USING (nid) WHERE s.size > $cap
),
last AS (SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM cut_again)
SELECT kind, key, nid, settled, dateless, 0 AS cut, false AS dropped FROM sized WHERE size <= $cap
UNION ALL SELECT kind, key, nid, settled, dateless, 1, false FROM cut_sized WHERE size <= $cap
UNION ALL SELECT kind, key, nid, settled, dateless, 2, size > $cap FROM last
