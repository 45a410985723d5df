-- a row is one household record as it was compared (nkey is its own key); only what was linked in this run
-- reads: household_record
SELECT * EXCLUDE (nid, role) FROM household_record WHERE role <= 1
