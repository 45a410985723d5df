-- a row is one person record of the region: those of touched nodes as they are now, the others as in the run before
-- reads: person_changed, person_reach, was_person
-- makes: person_record
-- in place of: person_record
CREATE OR REPLACE TABLE person_record AS
SELECT CAST(row_number() OVER (ORDER BY source_id, record_key, tbl) - 1 AS INTEGER) AS rid, *
FROM (
    SELECT * FROM person_changed
    UNION ALL BY NAME
    SELECT w.* EXCLUDE (nkey) FROM was_person w JOIN person_reach r USING (nkey)
)
