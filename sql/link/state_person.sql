-- a row is one person record as it was compared, with the key of its node; only what was linked in this run
-- reads: node, person_proto, person_record
SELECT r.* EXCLUDE (rid), n.nkey
FROM person_record r JOIN person_proto p USING (rid) JOIN node n USING (nid) WHERE n.role <= 1
