-- a row is one parcel record with the key of its cluster: as linked in this run, else as in the run before
-- reads: in_parcel, parcel_node, parcel_record, was_parcel_node
-- makes: parcel_cluster
CREATE OR REPLACE TABLE parcel_cluster AS
SELECT r.source_id, r.record_key, n.label AS entity FROM parcel_record r JOIN parcel_node n USING (nkey) WHERE r.role <= 1
UNION ALL
SELECT p.source_id, p.record_key, n.label
FROM in_parcel p JOIN was_parcel_node n ON n.nkey = hash(p.source_id, p.record_key)
WHERE n.nkey NOT IN (SELECT nkey FROM parcel_record WHERE role <= 1)
