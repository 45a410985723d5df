-- a row is a kind of thing that looks suspicious and is not, and how often it occurs
-- reads: p, spelt
WITH person AS (
    SELECT eid, min(lower(name)) AS name, max(born) AS born
    FROM p
    WHERE tbl = 'population' AND name IS NOT NULL
    GROUP BY eid
),

spelt_person AS (
    SELECT p.eid
    FROM p
    JOIN spelt USING (name)
    GROUP BY p.eid
    HAVING min(p.name) <> max(p.name) AND min(letters) = max(letters) AND coalesce(min(marks) = max(marks), true)
)

SELECT 'namesakes_of_one_year' AS what, coalesce(sum(n), 0)::BIGINT AS times
FROM (SELECT count(*) AS n FROM person GROUP BY name, left(born, 4) HAVING count(*) > 1)
UNION ALL
SELECT 'spelling_only' AS what, count(*) FROM spelt_person
UNION ALL
SELECT 'moved_or_staying_elsewhere' AS what, count(DISTINCT eid) FROM p
WHERE tbl = 'population' AND (moved IS NOT NULL OR residence IN ('temporary', 'absent'))
UNION ALL
SELECT 'several_participations' AS what, count(*)
FROM (
    SELECT source, eid FROM p WHERE tbl = 'social_insurance' GROUP BY source, eid HAVING min(scheme) <> max(scheme)
)
UNION ALL
SELECT 'several_holders' AS what, count(*)
FROM (SELECT source, parcel_key FROM p WHERE tbl = 'right' GROUP BY source, parcel_key HAVING min(eid) <> max(eid))
UNION ALL
SELECT 'declared_older_unit_still_in_force' AS what, count(DISTINCT eid) FROM p
WHERE unit_status = 'former' AND coalesce(village_status, '') <> 'former'
UNION ALL
SELECT 'partial_date_of_birth' AS what, count(DISTINCT eid) FROM p WHERE length(born) < 10 AND tbl <> 'right'
ORDER BY what
