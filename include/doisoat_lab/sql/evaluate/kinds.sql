-- a row is a kind of discrepancy: how many the truth has, how many the run found, how many of the truth's it found
-- reads: found, wanted
WITH correct AS (SELECT DISTINCT kind, field, sources, entities FROM found SEMI JOIN wanted USING (kind, field, sources, entities))
SELECT kind, sum(w)::BIGINT AS wanted, sum(f)::BIGINT AS found, sum(c)::BIGINT AS correct
FROM (
    SELECT kind, 1 AS w, 0 AS f, 0 AS c FROM wanted
    UNION ALL
    SELECT kind, 0, 1, 0 FROM found
    UNION ALL
    SELECT kind, 0, 0, 1 FROM correct
)
GROUP BY kind
ORDER BY kind
