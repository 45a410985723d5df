-- adds the components of the nodes in table $found: a row is one node of the run before
INSERT INTO ${kind}_core
SELECT nkey FROM was_${kind}_node
WHERE part IN (SELECT part FROM was_${kind}_node JOIN $found USING (nkey))
    AND nkey NOT IN (SELECT nkey FROM ${kind}_touched) AND nkey NOT IN (SELECT nkey FROM ${kind}_core)
