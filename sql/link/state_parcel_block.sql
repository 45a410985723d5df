-- a row is one parcel record under one blocking key; blocks above the cap are dropped
-- reads: parcel_block, parcel_record
SELECT DISTINCT CAST(b.kind AS INTEGER) AS kind, b.key AS raw, b.key, r.nkey
FROM parcel_block b JOIN parcel_record r USING (nid) WHERE r.role <= 1
