-- a row is one node of the run before that has to be at hand, with its role: 0 lives with a change, 1 inside, 2 possible
-- partner or member of a block that is cut, 3 lives with those inside, or with one of their clusters
-- reads: person_active, person_changed, person_core, person_crowded, person_cut, person_key, person_touched,
-- reads: was_person, was_person_block, was_person_node
-- makes: person_reach
CREATE OR REPLACE TABLE person_reach AS
WITH home AS (
    SELECT household FROM was_person WHERE nkey IN (SELECT nkey FROM person_core) OR nkey IN (SELECT nkey FROM person_touched)
    UNION SELECT household FROM person_changed
    EXCEPT SELECT household FROM person_crowded
),
mate AS (SELECT DISTINCT nkey FROM was_person JOIN home USING (household)),
kin AS (
    SELECT nkey, first FROM was_person_node
    WHERE first IN (SELECT first FROM was_person_node WHERE nkey IN (SELECT nkey FROM mate))
),
further AS (
    SELECT household FROM was_person WHERE nkey IN (SELECT nkey FROM kin) EXCEPT SELECT household FROM person_crowded
),
asked AS (SELECT kind, raw FROM person_key UNION SELECT kind, raw FROM person_cut)
SELECT nkey, CAST(min(role) AS TINYINT) AS role FROM (
    SELECT nkey, 0 AS role FROM person_active
    UNION ALL SELECT nkey, 1 FROM person_core
    UNION ALL SELECT nkey, 2 FROM was_person_block JOIN asked USING (kind, raw)
    UNION ALL SELECT nkey, 3 FROM kin
    UNION ALL SELECT nkey, 3 FROM was_person JOIN further USING (household)
) WHERE nkey NOT IN (SELECT nkey FROM person_touched) GROUP BY nkey
