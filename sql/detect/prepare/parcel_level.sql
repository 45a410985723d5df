-- a row is one parcel and one level with a record of it
-- reads: entities
-- makes: parcel_level
SELECT DISTINCT entity_id, level
FROM entities
WHERE entity_kind = 'parcel' AND "table" = 'parcel'
