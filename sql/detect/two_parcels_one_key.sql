-- a row is one parcel record whose unit, map sheet and parcel number another parcel of the same source carries too; a
-- parcel and its parts after a split, or before a merger, may share them
-- reads: entities, parcel, parcel_family
-- adds to: found
SELECT
    'parcel' AS entity_kind, e.entity_id, 'map_sheet_no' AS field, p.source_id, p.record_key,
    concat_ws('/', p.map_sheet_no, p.parcel_no) AS value,
    concat_ws('|', p.source_id, p.unit_current, p.map_sheet_no, p.parcel_no) AS finding
FROM parcel AS p
JOIN entities AS e ON e.source_id = p.source_id AND e.record_key = p.record_key AND e.entity_kind = 'parcel'
LEFT JOIN parcel_family AS f USING (entity_id)
WHERE p.unit_current IS NOT NULL AND p.map_sheet_no IS NOT NULL AND p.parcel_no IS NOT NULL
QUALIFY
    min(coalesce(f.family, e.entity_id)) OVER (PARTITION BY p.source_id, p.unit_current, p.map_sheet_no, p.parcel_no)
    <> max(coalesce(f.family, e.entity_id)) OVER (PARTITION BY p.source_id, p.unit_current, p.map_sheet_no, p.parcel_no)
