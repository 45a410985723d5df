-- a row is one parcel of a source whose cluster is not the one it was in: its holders have to be looked at again
-- reads: parcel_node, parcel_record, was_parcel_node
-- makes: wanted_parcel
CREATE OR REPLACE TABLE wanted_parcel AS
SELECT DISTINCT r.source_id, r.parcel_key
FROM parcel_record r JOIN parcel_node n USING (nkey) LEFT JOIN was_parcel_node w USING (nkey)
WHERE r.role <= 1 AND r.parcel_key IS NOT NULL AND w.label IS DISTINCT FROM n.label
