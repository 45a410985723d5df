-- a row is one $kind record of the region: those of touched nodes as they are now, the others as in the run before
-- $kind: household, parcel
-- reads: ${kind}_changed, ${kind}_reach, was_$kind
-- makes: ${kind}_record
-- in place of: household_record, parcel_record
CREATE OR REPLACE TABLE ${kind}_record AS
SELECT CAST(row_number() OVER (ORDER BY source_id, record_key) - 1 AS INTEGER) AS nid, *
FROM (
    SELECT CAST(0 AS TINYINT) AS role, * EXCLUDE (rkey) FROM ${kind}_changed
    UNION ALL BY NAME
    SELECT r.role, w.* EXCLUDE (rkey) FROM was_${kind} w JOIN ${kind}_reach r USING (nkey)
)
