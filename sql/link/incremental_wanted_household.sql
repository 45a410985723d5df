-- a row is one household (as a hash) with a member whose person is not the one it was
-- reads: node, person_node, person_proto, person_record, was_person, was_person_node
-- makes: wanted_household
CREATE OR REPLACE TABLE wanted_household AS
SELECT DISTINCT r.household
FROM person_record r JOIN person_proto p USING (rid) JOIN node n USING (nid) JOIN person_node l ON l.nkey = n.nkey
LEFT JOIN was_person w USING (rkey) LEFT JOIN was_person_node b ON b.nkey = w.nkey
WHERE r.tbl = 'household_member' AND n.role <= 1 AND r.household IS NOT NULL AND b.label IS DISTINCT FROM l.label
