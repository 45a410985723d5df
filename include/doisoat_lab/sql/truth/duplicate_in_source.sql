-- a row is one of several rows a source has about the same person, household, parcel, participation or right
-- reads: o, p, thing
-- adds to: finding
WITH subject AS (
    SELECT source, tbl, eid, '' AS within, ref FROM p
    WHERE tbl = 'population' AND coalesce(residence, '') <> 'temporary'
    UNION ALL
    SELECT source, tbl, eid, '' AS within, ref FROM thing
    UNION ALL
    SELECT source, tbl, eid, scheme AS within, ref FROM p
    WHERE tbl = 'social_insurance' AND coalesce(status, '') <> 'ended' AND scheme IS NOT NULL
    UNION ALL
    SELECT source, tbl, eid, household_no AS within, ref FROM p
    WHERE tbl = 'household_member' AND to_on IS NULL
    UNION ALL
    SELECT source, tbl, eid, parcel_key AS within, ref FROM p
    WHERE tbl = 'right'
    UNION ALL
    SELECT source, tbl, eid, parcel_key AS within, ref FROM o
)

SELECT 'duplicate_in_source' AS kind, tbl AS field, eid AS entities, source AS scope, source, ref, NULL AS value
FROM subject
SEMI JOIN (
    SELECT source, tbl, eid, within FROM subject GROUP BY source, tbl, eid, within HAVING count(*) > 1
) USING (source, tbl, eid, within)
