-- a row is one group of entities that share records across the two runs and did not stay as they were; `cause` is the
-- first that applies to any of its records, else the model's when the models differ
-- $model: value
-- reads: altered, decided, grouped, member
-- makes: changed
CREATE OR REPLACE TEMP TABLE changed AS
WITH held AS (
    SELECT g.entity_kind, g.group_id, m.source, m.record, true AS known
    FROM member m JOIN (SELECT DISTINCT entity_kind, group_id, before FROM grouped WHERE before IS NOT NULL) g
        ON g.entity_kind = m.entity_kind AND g.before = m.before
    UNION ALL
    SELECT g.entity_kind, g.group_id, m.source, m.record, false
    FROM member m JOIN (SELECT DISTINCT entity_kind, group_id, after FROM grouped WHERE before IS NULL) g
        ON g.entity_kind = m.entity_kind AND g.after = m.after
    WHERE m.before IS NULL
),
why AS (
    SELECT h.entity_kind, h.group_id, bool_or(d.source IS NOT NULL) AS decided,
        bool_or(v.source IS NOT NULL AND h.known) AS altered,
        string_agg(DISTINCT split_part(h.source, '.', 1), '|' ORDER BY split_part(h.source, '.', 1)) AS registers
    FROM held h
    LEFT JOIN decided d ON d.source = h.source AND d.record = h.record
    LEFT JOIN altered v ON v.source = h.source AND v.record = h.record
    GROUP BY ALL
),
told AS (
    SELECT entity_kind, group_id, any_value(many_before) AS many_before, any_value(many_after) AS many_after,
        any_value(added) AS added, any_value(removed) AS removed, any_value(records) AS records,
        coalesce(string_agg(DISTINCT before, '|' ORDER BY before), '') AS entities_before,
        coalesce(string_agg(DISTINCT after, '|' ORDER BY after), '') AS entities_after
    FROM grouped GROUP BY ALL
)
SELECT entity_kind, group_id AS entity,
    CASE WHEN many_before = 0 THEN 'new' WHEN many_after = 0 THEN 'gone'
        WHEN many_before > 1 AND many_after > 1 THEN 'regrouped'
        WHEN many_before > 1 THEN 'merged' WHEN many_after > 1 THEN 'split'
        WHEN removed = 0 THEN 'grown' WHEN added = 0 THEN 'shrunk' ELSE 'exchanged' END AS change,
    CASE WHEN decided THEN 'decision' WHEN altered THEN 'changed_record' WHEN added > 0 THEN 'new_record'
        WHEN removed > 0 THEN 'gone_record' WHEN $model THEN 'model' ELSE 'other' END AS cause,
    entities_before, entities_after, records - added AS records_before, records - removed AS records_after,
    added AS records_added, removed AS records_removed, registers
FROM told JOIN why USING (entity_kind, group_id)
