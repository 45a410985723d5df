-- a row is one way in which the staged rows write a village of a unit, and how many do
-- reads: staged
SELECT
    unit_candidates AS unit, village_key AS key, village_candidates AS candidates, village_expired AS expired,
    village_status AS status, count(*) AS rows
FROM staged
WHERE village_key IS NOT NULL
GROUP BY ALL
ORDER BY ALL
