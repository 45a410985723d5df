-- a row is one node of the run before with a $kind record that is gone or different now or that people decided on
-- $kind: household, parcel
-- reads: ${kind}_old, decided_now, was_$kind
-- makes: ${kind}_touched
CREATE OR REPLACE TABLE ${kind}_touched AS
SELECT w.nkey FROM was_${kind} w JOIN ${kind}_old o USING (rkey)
UNION
SELECT w.nkey FROM was_${kind} w JOIN decided_now d USING (source_id, record_key)
