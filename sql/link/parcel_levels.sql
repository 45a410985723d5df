-- a row is one pair of table $pairs with the level of each field of its two parcel records, ordered by pair; area,
-- holders and certificate are told apart by whether the keys agree, nearly agree or differ (parcels.py says why)
-- $pairs: parcel_pair, parcel_random
-- reads: $pairs, parcel_record
WITH leveled AS (
    SELECT p.a, p.b,
        CAST(CASE WHEN x.code IS NULL OR y.code IS NULL THEN 0 WHEN x.code = y.code THEN 1
            WHEN replaced(x.code, y.code) = 1 THEN 2 ELSE 3 END AS TINYINT) AS code,
        CAST(CASE
            WHEN x.old_unit = y.old_unit AND x.old_key = y.old_key THEN 1
            WHEN x.now_key = y.now_key AND list_has_any(x.units, y.units) THEN
                CASE WHEN x.old_key IS NOT NULL AND y.old_key IS NOT NULL THEN 2 ELSE 3 END
            WHEN x.old_unit = y.old_unit AND slips_or_swaps(x.old_key, y.old_key) = 1 THEN 4
            WHEN list_has_any(x.units, y.units) AND slips_or_swaps(x.now_key, y.now_key) = 1 THEN 5
            WHEN x.now_key IS NULL OR y.now_key IS NULL OR len(x.units) = 0 OR len(y.units) = 0 THEN 0
            ELSE 6 END AS TINYINT) AS key,
        CAST(CASE WHEN x.area IS NULL OR y.area IS NULL THEN 0 WHEN abs(x.area - y.area) < 0.15 THEN 1
            WHEN abs(x.area - y.area) <= 0.01 * greatest(x.area, y.area) THEN 2
            WHEN abs(x.area - y.area) <= 0.1 * greatest(x.area, y.area) THEN 3 ELSE 4 END AS TINYINT) AS area,
        CAST(CASE WHEN len(x.holder_numbers) > 0 AND list_has_any(x.holder_numbers, y.holder_numbers) THEN 1
            WHEN list_has_any(x.holder_names, y.holder_names) THEN 2
            WHEN len(x.holder_names) = 0 OR len(y.holder_names) = 0 THEN 0 ELSE 3 END AS TINYINT) AS holders,
        CAST(CASE WHEN len(x.serials) = 0 OR len(y.serials) = 0 THEN 0
            WHEN list_has_any(x.serials, y.serials) THEN 1 ELSE 2 END AS TINYINT) AS certificate,
        CAST(CASE WHEN x.land_use IS NULL OR y.land_use IS NULL OR x.land_use = '' OR y.land_use = '' THEN 0
            WHEN x.land_use = y.land_use THEN 1 ELSE 2 END AS TINYINT) AS land_use,
        CAST(CASE WHEN len(x.villages) = 0 OR len(y.villages) = 0 THEN 0
            WHEN list_has_any(x.villages, y.villages) THEN 1 ELSE 2 END AS TINYINT) AS village,
        CAST(CASE WHEN list_has_any(x.kin, y.kin) THEN 1 WHEN list_has_any(x.siblings, y.siblings) THEN 2 ELSE 0 END
            AS TINYINT) AS succession,
        x.slot = y.slot AS duplicate
    FROM $pairs p JOIN parcel_record x ON x.nid = p.a JOIN parcel_record y ON y.nid = p.b
),
placed AS (SELECT *, CASE WHEN key IN (1, 2, 3) THEN 0 WHEN key IN (4, 5) THEN 1 ELSE 2 END AS near FROM leveled)
SELECT * EXCLUDE (near) REPLACE (
    CAST(CASE WHEN area = 0 THEN 0 ELSE area + 4 * near END AS TINYINT) AS area,
    CAST(CASE WHEN holders = 0 THEN 0 ELSE holders + 3 * near END AS TINYINT) AS holders,
    CAST(CASE WHEN certificate = 0 THEN 0 ELSE certificate + 2 * near END AS TINYINT) AS certificate)
FROM placed
ORDER BY a, b
