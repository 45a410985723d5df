-- a row is one $kind record of a touched node as it is now
-- $kind: person, household, parcel
-- $columns: value
-- reads: ${kind}_new, ${kind}_old, ${kind}_touched, was_$kind
-- makes: ${kind}_changed
CREATE OR REPLACE TABLE ${kind}_changed AS
SELECT * FROM ${kind}_new
UNION ALL
SELECT $columns FROM was_${kind} w
WHERE nkey IN (SELECT nkey FROM ${kind}_touched) AND rkey NOT IN (SELECT rkey FROM ${kind}_old)
