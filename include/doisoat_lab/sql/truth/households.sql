-- a row is a household's record or a member's row where the household has no head, two heads or a shared member, in a
-- household register or among the people one number of a population register stands for
-- reads: h, p
-- adds to: finding
WITH member AS (
    SELECT p.source, p.household_no, p.ref, p.eid, p.relation, p.home
    FROM p
    WHERE tbl = 'household_member' AND to_on IS NULL
),

heads AS (
    SELECT
        source, household_no, count(*) FILTER (relation = '01') AS heads,
        count(DISTINCT eid) FILTER (relation = '01') AS people
    FROM member
    GROUP BY source, household_no
),

resident AS (
    SELECT source, household_no, ref, eid, relation, coalesce(residence, 'permanent') AS residence
    FROM p
    WHERE tbl = 'population' AND household_no IS NOT NULL AND moved IS NULL AND coalesce(vital, 'living') = 'living'
),

-- guests head no household here; a household whose people all stay elsewhere for a time is left alone
counted AS (
    SELECT
        source, household_no, count(*) FILTER (relation = '01') AS noted,
        count(DISTINCT eid) FILTER (relation = '01' AND residence <> 'temporary') AS heads,
        string_agg(DISTINCT eid, '|' ORDER BY eid) AS everybody,
        string_agg(DISTINCT eid, '|' ORDER BY eid) FILTER (relation = '01' AND residence <> 'temporary') AS their_heads
    FROM resident
    GROUP BY source, household_no
    HAVING count(*) FILTER (residence = 'permanent') > 0
)

SELECT
    'household_without_head' AS kind, NULL AS field, c.everybody AS entities, r.source AS scope, r.source, r.ref,
    NULL AS value
FROM counted AS c
JOIN resident AS r USING (source, household_no)
WHERE c.noted = 0
UNION ALL
SELECT
    'household_two_heads' AS kind, NULL AS field, c.their_heads AS entities, r.source AS scope, r.source, r.ref,
    NULL AS value
FROM counted AS c
JOIN resident AS r USING (source, household_no)
WHERE c.heads > 1 AND r.relation = '01' AND r.residence <> 'temporary'
UNION ALL
SELECT
    CASE WHEN k.heads = 0 THEN 'household_without_head' ELSE 'household_two_heads' END AS kind, NULL AS field,
    h.eid AS entities, h.source AS scope, h.source, h.ref, NULL AS value
FROM heads AS k
JOIN h USING (source, household_no)
WHERE k.heads = 0 OR k.people > 1
UNION ALL
SELECT
    'household_two_heads' AS kind, NULL AS field, h.eid AS entities, h.source AS scope, m.source, m.ref, NULL AS value
FROM heads AS k
JOIN h USING (source, household_no)
JOIN member AS m USING (source, household_no)
WHERE k.people > 1 AND m.relation = '01'
UNION ALL
SELECT
    'person_in_two_households' AS kind, NULL AS field, eid AS entities, NULL AS scope, source, ref,
    household_no AS value
FROM member
SEMI JOIN (
    SELECT eid FROM member WHERE home IS NOT NULL GROUP BY eid HAVING min(home) <> max(home)
) USING (eid)
