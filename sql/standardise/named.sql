-- a row is a record: the number of its source row, its key, and the key of the parcel or household on the same line
-- reads: keyed
-- makes: named
CREATE OR REPLACE TEMP TABLE named AS SELECT _id, record_key, lead_key FROM keyed
