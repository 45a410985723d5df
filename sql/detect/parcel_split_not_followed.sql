-- a row is one parcel record of a parcel that one level has split and another has not: the old parcel there, its parts elsewhere
-- reads: entities, parcel, parcel_level, succession
-- adds to: found
WITH change AS (
    SELECT parent_id AS whole, child_id AS part FROM succession WHERE change = 'split'
),

before AS (
    SELECT DISTINCT c.whole, l.level
    FROM change AS c
    JOIN parcel_level AS l ON l.entity_id = c.whole
),

after AS (
    SELECT DISTINCT c.whole, l.level
    FROM change AS c
    JOIN parcel_level AS l ON l.entity_id = c.part
),

behind AS (
    SELECT * FROM before ANTI JOIN after USING (whole, level)
),

party AS (
    SELECT DISTINCT b.whole, b.level AS behind, c.whole AS entity_id, true AS parent
    FROM behind AS b
    JOIN change AS c USING (whole)
    UNION ALL
    SELECT DISTINCT b.whole, b.level AS behind, c.part AS entity_id, false AS parent
    FROM behind AS b
    JOIN change AS c USING (whole)
)

SELECT
    'parcel' AS entity_kind, e.entity_id, 'land.' || y.behind AS field, e.source_id, e.record_key,
    printf('%.1f', p.area_m2) AS value, concat_ws('|', y.whole, y.behind) AS finding
FROM party AS y
JOIN entities AS e ON e.entity_id = y.entity_id AND e."table" = 'parcel'
JOIN parcel AS p ON p.source_id = e.source_id AND p.record_key = e.record_key
WHERE NOT y.parent OR e.level = y.behind
