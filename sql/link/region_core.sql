-- a row is one node of the run before, not touched itself, in a component with a touched node
-- $kind: person, household, parcel
-- reads: ${kind}_touched, was_${kind}_node
-- makes: ${kind}_core
CREATE OR REPLACE TABLE ${kind}_core AS
SELECT nkey FROM was_${kind}_node
WHERE part IN (SELECT part FROM was_${kind}_node JOIN ${kind}_touched USING (nkey))
    AND nkey NOT IN (SELECT nkey FROM ${kind}_touched)
