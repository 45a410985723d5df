-- a row is one group of entities that share records across the two runs and did not stay as they were; `cause` is the
-- first that applies to any of its records, else the model's when the models differ
CREATE OR REPLACE TEMP TABLE changed AS
WITH tied AS (
    -- groups of several entities by way of table tangle, single ones by themselves
    SELECT m.*, coalesce(t.group_id, u.group_id, m.before, m.after) AS group_id
    FROM member m
    LEFT JOIN tangle t ON t.entity_kind = m.entity_kind AND t.before = m.before
    LEFT JOIN arrival u ON u.entity_kind = m.entity_kind AND u.after = m.after AND m.before IS NULL
),
summed AS (
    SELECT entity_kind, group_id,
        count(DISTINCT before) AS many_before, count(DISTINCT after) AS many_after,
        count(before) AS records_before, count(after) AS records_after,
        count(*) FILTER (before IS NULL) AS added, count(*) FILTER (after IS NULL) AS removed
    FROM tied GROUP BY ALL
    HAVING many_before <> 1 OR many_after <> 1 OR added > 0 OR removed > 0
)
SELECT s.entity_kind, s.group_id AS entity,
    CASE WHEN many_before = 0 THEN 'new' WHEN many_after = 0 THEN 'gone'
        WHEN many_before > 1 AND many_after > 1 THEN 'regrouped'
        WHEN many_before > 1 THEN 'merged' WHEN many_after > 1 THEN 'split'
        WHEN removed = 0 THEN 'grown' WHEN added = 0 THEN 'shrunk' ELSE 'exchanged' END AS change,
    CASE WHEN bool_or(d.source IS NOT NULL) THEN 'decision'
        WHEN bool_or(v.source IS NOT NULL AND t.before IS NOT NULL) THEN 'changed_record'
        WHEN added > 0 THEN 'new_record' WHEN removed > 0 THEN 'gone_record'
        WHEN $model THEN 'model' ELSE 'other' END AS cause,
    array_to_string(list(DISTINCT t.before ORDER BY t.before) FILTER (t.before IS NOT NULL), '|') AS entities_before,
    array_to_string(list(DISTINCT t.after ORDER BY t.after) FILTER (t.after IS NOT NULL), '|') AS entities_after,
    records_before, records_after, added AS records_added, removed AS records_removed,
    array_to_string(list(DISTINCT split_part(t.source, '.', 1) ORDER BY split_part(t.source, '.', 1)), '|') AS registers
FROM summed s JOIN tied t USING (entity_kind, group_id)
LEFT JOIN decided d ON d.source = t.source AND d.record = t.record
LEFT JOIN altered v ON v.source = t.source AND v.record = t.record
GROUP BY s.entity_kind, s.group_id, many_before, many_after, records_before, records_after, added, removed
