-- a row is one blocking key of a touched node, now ($block) or in the run before
-- $kind: person, household, parcel
-- $block: block, household_block, parcel_block
-- reads: $block, ${kind}_touched, was_${kind}_block
-- makes: ${kind}_key
CREATE OR REPLACE TABLE ${kind}_key AS
SELECT DISTINCT CAST(kind AS INTEGER) AS kind, key AS raw FROM $block
UNION
SELECT kind, raw FROM was_${kind}_block JOIN ${kind}_touched USING (nkey)
