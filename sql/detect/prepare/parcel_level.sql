-- a row is one parcel and one level with a record of it
SELECT DISTINCT entity_id, level
FROM entities
WHERE entity_kind = 'parcel' AND "table" = 'parcel'
