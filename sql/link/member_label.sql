-- a row is one record of a household member with the key of the person it was linked to
-- reads: node, node_label, person_proto, person_record
-- makes: member_label
CREATE OR REPLACE TABLE member_label AS
SELECT r.source_id, r.record_key, k.nkey AS label
FROM person_record r JOIN person_proto p USING (rid) JOIN node_label l USING (nid) JOIN node k ON k.nid = l.label
WHERE r.tbl = 'household_member'
