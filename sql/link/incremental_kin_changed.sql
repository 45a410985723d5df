-- a row is one parcel record whose predecessors, successors or sibling parts are not those of the run before
-- reads: parcel_kin, was_parcel
-- makes: kin_changed
CREATE OR REPLACE TABLE kin_changed AS
SELECT nkey
FROM (SELECT hash(source_id, record_key) AS nkey, pairs, siblings FROM parcel_kin) now
FULL JOIN (SELECT nkey, kin, siblings FROM was_parcel WHERE len(kin) + len(siblings) > 0) was USING (nkey)
WHERE now.pairs IS DISTINCT FROM was.kin OR now.siblings IS DISTINCT FROM was.siblings
