-- a row is one record of a household member with the key of its person: as linked in this run, else as in the run before
-- reads: in_household_member, node, person_node, person_proto, person_record, was_person, was_person_node
-- makes: member_label
-- in place of: member_label
CREATE OR REPLACE TABLE member_label AS
WITH linked AS (
    SELECT r.rkey, l.label
    FROM person_record r JOIN person_proto p USING (rid) JOIN node n USING (nid) JOIN person_node l ON l.nkey = n.nkey
    WHERE r.tbl = 'household_member' AND n.role <= 1
),
wanted AS (SELECT source_id, record_key, hash(source_id, 'household_member', record_key) AS rkey FROM in_household_member)
SELECT m.source_id, m.record_key, coalesce(l.label, b.label) AS label
FROM wanted m LEFT JOIN linked l USING (rkey)
LEFT JOIN was_person w ON w.rkey = m.rkey LEFT JOIN was_person_node b ON b.nkey = w.nkey
WHERE coalesce(l.label, b.label) IS NOT NULL
