-- a row is one parcel record of the batch (certificates and rights of a parcel are not counted as records of it)
-- reads: batch, parcel
-- makes: parcel_record
SELECT e.entity_id, e.register, e.level, 'parcel' AS table_name, p.*
FROM parcel AS p
JOIN batch AS e USING (source_id, record_key)
WHERE e.entity_kind = 'parcel'
