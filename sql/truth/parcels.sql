-- a row is a parcel's record whose area disagrees, or that shares sheet and number with another parcel of its source
WITH numbered AS (
    SELECT source, units, sheet, number, eid, ref
    FROM t
    WHERE units IS NOT NULL AND NOT contains(units, '|') AND sheet IS NOT NULL AND number IS NOT NULL
),

shared AS (
    SELECT source, units, sheet, number, string_agg(DISTINCT eid, '|' ORDER BY eid) AS entities
    FROM numbered
    GROUP BY source, units, sheet, number
    HAVING min(eid) <> max(eid)
)

SELECT
    'parcel_area_differs' AS kind, 'area_m2' AS field, eid AS entities, NULL AS scope, source, ref,
    CAST(area AS VARCHAR) AS value
FROM t
SEMI JOIN (SELECT eid FROM t GROUP BY eid HAVING max(area) - min(area) > {tolerance}) USING (eid)
WHERE area IS NOT NULL
UNION ALL
SELECT
    'two_parcels_one_key' AS kind, 'map_sheet_no' AS field, entities, source AS scope, source, ref,
    sheet || '/' || number AS value
FROM numbered
JOIN shared USING (source, units, sheet, number)
