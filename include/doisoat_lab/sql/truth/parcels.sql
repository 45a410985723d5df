-- a row is a parcel's record whose area disagrees, or that shares sheet and number with another parcel of its source
-- $tolerance: value
-- reads: parcel_level, succession, t
-- adds to: finding
WITH numbered AS (
    SELECT source, units, sheet, number, eid, ref
    FROM t
    WHERE units IS NOT NULL AND NOT contains(units, '|') AND sheet IS NOT NULL AND number IS NOT NULL
),

whole AS (
    SELECT eid, min(stands) AS stands
    FROM (
        SELECT unnest([parent, child]) AS eid, CASE change WHEN 'split' THEN parent ELSE child END AS stands
        FROM succession
    )
    GROUP BY eid
),

shared AS (
    SELECT source, units, sheet, number, string_agg(DISTINCT eid, '|' ORDER BY eid) AS entities
    FROM numbered
    LEFT JOIN whole USING (eid)
    GROUP BY source, units, sheet, number
    HAVING min(coalesce(stands, eid)) <> max(coalesce(stands, eid))
),

lagging AS (
    SELECT DISTINCT s.change, CASE s.change WHEN 'split' THEN s.parent ELSE s.child END AS stands, l.level
    FROM succession AS s
    JOIN parcel_level AS l ON l.eid = s.parent
    ANTI JOIN (
        SELECT s.change, CASE s.change WHEN 'split' THEN s.parent ELSE s.child END AS stands, l.level
        FROM succession AS s
        JOIN parcel_level AS l ON l.eid = s.child
    ) AS done ON done.change = s.change AND done.level = l.level
        AND done.stands = CASE s.change WHEN 'split' THEN s.parent ELSE s.child END
),

involved AS (
    SELECT DISTINCT g.change, g.stands, g.level, unnest([s.parent, s.child]) AS eid,
        unnest([true, false]) AS old
    FROM lagging AS g
    JOIN succession AS s
        ON s.change = g.change AND g.stands = CASE s.change WHEN 'split' THEN s.parent ELSE s.child END
),

not_followed AS (
    SELECT
        'parcel_' || i.change || '_not_followed' AS kind, 'land.' || i.level AS field,
        string_agg(DISTINCT i.eid, '|' ORDER BY i.eid) OVER (PARTITION BY i.change, i.stands, i.level) AS entities,
        NULL AS scope, t.source, t.ref, CAST(t.area AS VARCHAR) AS value
    FROM involved AS i
    JOIN t ON t.eid = i.eid AND (NOT i.old OR t.level = i.level)
)

SELECT
    'parcel_area_differs' AS kind, 'area_m2' AS field, eid AS entities, NULL AS scope, source, ref,
    CAST(area AS VARCHAR) AS value
FROM t
SEMI JOIN (SELECT eid FROM t GROUP BY eid HAVING max(area) - min(area) > $tolerance) USING (eid)
WHERE area IS NOT NULL
UNION ALL
SELECT
    'two_parcels_one_key' AS kind, 'map_sheet_no' AS field, entities, source AS scope, source, ref,
    sheet || '/' || number AS value
FROM numbered
JOIN shared USING (source, units, sheet, number)
UNION ALL
SELECT * FROM not_followed
