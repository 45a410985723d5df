-- adds the components of the nodes in table _found: a row is one node of the run before
-- $kind: person, household, parcel
-- reads: ${kind}_touched, _found, was_${kind}_node
-- adds to: ${kind}_core
INSERT INTO ${kind}_core
SELECT nkey FROM was_${kind}_node
WHERE part IN (SELECT part FROM was_${kind}_node JOIN _found USING (nkey))
    AND nkey NOT IN (SELECT nkey FROM ${kind}_touched) AND nkey NOT IN (SELECT nkey FROM ${kind}_core)
