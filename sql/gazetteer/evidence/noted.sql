-- a row is one way in which a source writes a mover's village, of movers some source writes in an unclear way
-- reads: village_record, way
-- makes: noted
CREATE OR REPLACE TEMP TABLE noted AS
WITH counted AS (
    SELECT r.mover, r.source, w.way, any_value(w.open) AS open, count(*) FILTER (r.located) AS records
    FROM village_record AS r
    JOIN way AS w
        ON w.source = r.source AND w.unit = r.unit AND w.key = r.key AND w.candidates = r.candidates
        AND w.possible IS NOT DISTINCT FROM r.possible AND w.expired IS NOT DISTINCT FROM r.expired
        AND w.status = r.status
    GROUP BY ALL
)

-- a source speaks for a mover by the way it writes most of its records; the others are judged by what other sources say
SELECT mover, source, way, open, records > 0 AND row_number() OVER (
    PARTITION BY mover, source ORDER BY records DESC, way
) = 1 AS speaks
FROM counted
SEMI JOIN (SELECT mover FROM counted WHERE open) AS o USING (mover)
