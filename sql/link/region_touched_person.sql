-- a row is one node of the run before with a person record that is gone or different now, that people decided on, or that
-- falls together outright (number and name) with one that is new, gone or different
-- reads: decided_now, person_new, person_old, was_person
-- makes: person_touched
CREATE OR REPLACE TABLE person_touched AS
WITH together AS (
    SELECT number, name FROM person_new WHERE number >= 0 AND name IS NOT NULL
    UNION SELECT number, name FROM person_old WHERE number >= 0 AND name IS NOT NULL
)
SELECT w.nkey FROM was_person w JOIN person_old o USING (rkey)
UNION
SELECT w.nkey FROM was_person w JOIN decided_now d USING (source_id, record_key)
UNION
SELECT w.nkey FROM was_person w JOIN together USING (number, name)
