-- a row is a village that most of the other sources say of a mover a source writes in an unclear way
-- reads: choice, noted
-- makes: told
CREATE OR REPLACE TEMP TABLE told AS
WITH said AS (
    SELECT n.mover, n.source, c.village
    FROM noted AS n
    JOIN choice AS c USING (way)
    WHERE n.speaks
),

others AS (
    SELECT o.mover, o.source, s.village, count(*) AS sources
    FROM (SELECT DISTINCT mover, source FROM noted WHERE open) AS o
    JOIN said AS s ON s.mover = o.mover AND s.source <> o.source
    GROUP BY ALL
)

SELECT mover, source, village
FROM others
QUALIFY sources = max(sources) OVER (PARTITION BY mover, source)
