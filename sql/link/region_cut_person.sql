-- a row is one blocking key of a node inside with more than $cap nodes in the run before: all of them have to be at hand
-- $cap: value
-- reads: person_active, person_core, was_person_block
-- makes: person_cut
CREATE OR REPLACE TABLE person_cut AS
SELECT kind, raw FROM was_person_block JOIN (
    SELECT DISTINCT kind, raw FROM was_person_block WHERE nkey IN (SELECT nkey FROM person_core)
) USING (kind, raw)
GROUP BY ALL HAVING count(DISTINCT nkey) > $cap
UNION
SELECT DISTINCT kind, raw FROM was_person_block WHERE nkey IN (SELECT nkey FROM person_active)
