-- a row is one entity of either run in a group that did not stay as it was; groups hang together by the records shared
-- and are named by their smallest entity before (a new one by its entity after)
-- reads: arrival, flow, tangle
-- makes: grouped
CREATE OR REPLACE TEMP TABLE grouped AS
WITH tied AS (
    SELECT f.*, coalesce(t.group_id, f.before) AS group_id
    FROM flow f LEFT JOIN tangle t ON t.entity_kind = f.entity_kind AND t.before = f.before
    WHERE f.before IS NOT NULL
    UNION ALL
    SELECT f.*, coalesce(u.group_id, f.after)
    FROM flow f LEFT JOIN arrival u ON u.entity_kind = f.entity_kind AND u.after = f.after
    WHERE f.before IS NULL
),
summed AS (
    SELECT entity_kind, group_id,
        count(DISTINCT before) AS many_before, count(DISTINCT after) AS many_after,
        coalesce(sum(records) FILTER (before IS NULL), 0) AS added,
        coalesce(sum(records) FILTER (after IS NULL), 0) AS removed, sum(records) AS records
    FROM tied GROUP BY ALL
    HAVING many_before <> 1 OR many_after <> 1 OR added > 0 OR removed > 0
)
SELECT DISTINCT entity_kind, group_id, before, after, many_before, many_after, CAST(added AS BIGINT) AS added,
    CAST(removed AS BIGINT) AS removed, CAST(s.records AS BIGINT) AS records
FROM summed s JOIN tied t USING (entity_kind, group_id)
