-- a row is one node that lives with somebody whose cluster of the first round, or household, is not what it was
-- reads: node, node_label, person_reach, person_touched, was_person, was_person_node
-- makes: _found
-- in place of: region_opened
CREATE OR REPLACE TABLE _found AS
WITH now AS (
    SELECT n.nkey, k.nkey AS first, list_sort(n.households) AS households, n.role
    FROM node n JOIN node_label l USING (nid) JOIN node k ON k.nid = l.label WHERE n.role <= 1
),
lived AS (
    SELECT nkey, list_sort(list(DISTINCT household) FILTER (household IS NOT NULL)) AS households FROM was_person
    WHERE nkey IN (SELECT nkey FROM person_touched) GROUP BY nkey
),
same AS (
    SELECT nkey FROM now JOIN was_person_node w USING (nkey) LEFT JOIN lived l USING (nkey)
    WHERE now.first = w.first AND (l.nkey IS NULL OR coalesce(l.households, []) = now.households)
),
moved AS (
    SELECT first FROM now WHERE nkey NOT IN (SELECT nkey FROM same)
    UNION
    SELECT first FROM was_person_node
    WHERE (nkey IN (SELECT nkey FROM person_touched) OR nkey IN (SELECT nkey FROM person_reach WHERE role <= 1))
        AND nkey NOT IN (SELECT nkey FROM same)
),
home AS (
    SELECT unnest(n.households) AS household FROM node n JOIN node_label l USING (nid) JOIN node k ON k.nid = l.label
    WHERE k.nkey IN (SELECT first FROM moved)
    UNION
    SELECT household FROM was_person JOIN was_person_node w USING (nkey)
    WHERE w.first IN (SELECT first FROM moved) AND household IS NOT NULL
)
SELECT DISTINCT nkey FROM (SELECT nkey, role, unnest(households) AS household FROM node) JOIN home USING (household)
WHERE role > 0
