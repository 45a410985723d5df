-- a row is a kind of discrepancy in a home commune ('' = none): how many were found and how many are new in this run
-- reads: discrepancies
SELECT kind, coalesce(commune, '') AS commune, count(*) AS found, count(*) FILTER (first_seen_run = run) AS "new"
FROM discrepancies
GROUP BY ALL
ORDER BY ALL
