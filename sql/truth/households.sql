-- a row is a household's record or a member's row where the household has no head, two heads or a shared member
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
)

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
