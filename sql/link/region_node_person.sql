-- a row is one node of the region with its role; households of more than a hundred tell nothing about who lives together
-- reads: person_crowded, person_reach
-- adds to: node
CREATE OR REPLACE TABLE node AS
SELECT n.* REPLACE (
    coalesce(r.role, CAST(0 AS TINYINT)) AS role, list_filter(n.households, h -> NOT list_contains(c.crowded, h)) AS households)
FROM node n LEFT JOIN person_reach r USING (nkey)
CROSS JOIN (SELECT coalesce(list(household), []) AS crowded FROM person_crowded) c
