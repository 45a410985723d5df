-- a row is one way in which a source writes a village of a unit, with everything it may mean
-- reads: village_record
-- makes: way
CREATE OR REPLACE TEMP TABLE way AS
SELECT
    row_number() OVER (ORDER BY source, unit, key, candidates, possible, expired, status) AS way, *,
    contains(coalesce(possible, candidates), '|') AS open
FROM (
    SELECT DISTINCT source, unit, key, candidates, possible, expired, status
    FROM village_record
    WHERE candidates IS NOT NULL
)
