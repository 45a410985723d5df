-- a row is a record whose unit or village is outdated or unknown
-- reads: p, thing
-- adds to: finding
WITH placed AS (
    SELECT source, ref, eid, units, unit_status, villages, village_status FROM p
    WHERE tbl IN ('population', 'social_insurance')
    UNION ALL
    SELECT source, ref, eid, units, unit_status, villages, village_status FROM thing
)

SELECT
    CASE unit_status WHEN 'unknown' THEN 'unknown_unit' ELSE 'stale_unit_code' END AS kind, 'unit_code' AS field,
    eid AS entities, source AS scope, source, ref, units AS value
FROM placed
WHERE unit_status IN ('stale', 'outdated', 'unknown')
UNION ALL
SELECT
    CASE village_status WHEN 'unknown' THEN 'unknown_village' ELSE 'stale_village' END AS kind, 'village' AS field,
    eid AS entities, source AS scope, source, ref, villages AS value
FROM placed
WHERE village_status IN ('stale', 'former', 'unknown')
