-- a row is one block, not all of whose nodes are at hand, of a node inside: how many nodes it has
-- $kind: person, household, parcel
-- $whole: person_whole, household_key, parcel_key
-- reads: $whole, ${kind}_core, was_${kind}_block
-- makes: block_size
CREATE OR REPLACE TABLE block_size AS
SELECT kind, raw AS key, count(DISTINCT nkey) AS size
FROM was_${kind}_block JOIN (
    SELECT DISTINCT kind, raw FROM was_${kind}_block JOIN ${kind}_core USING (nkey)
    EXCEPT SELECT kind, raw FROM $whole
) USING (kind, raw)
GROUP BY ALL
