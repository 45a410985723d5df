-- a row is one record of a parcel whose stated areas lie further apart than the tolerance
-- reads: params, parcel_record
-- adds to: found
SELECT
    'parcel' AS entity_kind, entity_id, 'area_m2' AS field, source_id, record_key,
    printf('%.1f', area_m2) AS value, entity_id AS finding
FROM parcel_record
WHERE area_m2 IS NOT NULL
-- rounded because 100.6 - 100.1 is a little more than 0.5 in binary
QUALIFY
    round(max(area_m2) OVER (PARTITION BY entity_id) - min(area_m2) OVER (PARTITION BY entity_id), 3)
    > (SELECT area_tolerance_m2 FROM params)
