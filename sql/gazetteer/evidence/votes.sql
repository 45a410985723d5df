-- a row is a village an unclear way of writing may mean (null: none of them), for how many movers others leave it possible, for how many alone
-- reads: choice, noted, told
WITH fits AS (
    SELECT n.mover, n.way, list(c.village) FILTER (c.village IS NOT NULL) AS villages
    FROM noted AS n
    JOIN told AS t USING (mover, source)
    LEFT JOIN choice AS c ON c.way = n.way AND c.village = t.village
    WHERE n.open AND n.speaks
    GROUP BY n.mover, n.way
)

SELECT way, village, count(*) AS movers, count(*) FILTER (len(villages) = 1) AS alone
FROM (SELECT way, villages, unnest(coalesce(villages, [NULL])) AS village FROM fits)
GROUP BY way, village
ORDER BY way, village
