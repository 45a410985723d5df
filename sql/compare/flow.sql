-- a row is one way records went: from an entity before to an entity after, how many, and whether either end has others
-- reads: member
-- makes: flow
CREATE OR REPLACE TEMP TABLE flow AS
WITH counted AS (SELECT entity_kind, before, after, count(*) AS records FROM member GROUP BY ALL)
SELECT *,
    before IS NOT NULL AND after IS NOT NULL
        AND (count(after) OVER (PARTITION BY entity_kind, before) > 1
            OR count(before) OVER (PARTITION BY entity_kind, after) > 1) AS tangled
FROM counted
