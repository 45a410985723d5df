-- a row is one $kind record of a touched node, numbered
-- $kind: household, parcel
-- reads: ${kind}_changed
-- makes: ${kind}_record
-- in place of: household_record, parcel_record
CREATE OR REPLACE TABLE ${kind}_record AS
SELECT CAST(row_number() OVER (ORDER BY source_id, record_key) - 1 AS INTEGER) AS nid, CAST(0 AS TINYINT) AS role,
    * EXCLUDE (rkey)
FROM ${kind}_changed
