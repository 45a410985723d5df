-- a row is one parcel record as it was compared (nkey is its own key); only what was linked in this run
-- reads: parcel_record
SELECT * EXCLUDE (nid, role) FROM parcel_record WHERE role <= 1
