-- a row is one entity after that has records from before, with its group: what new records of that entity belong to
-- reads: flow, tangle
-- makes: arrival
CREATE OR REPLACE TEMP TABLE arrival AS
SELECT f.entity_kind, f.after, min(coalesce(t.group_id, f.before)) AS group_id
FROM flow f LEFT JOIN tangle t ON t.entity_kind = f.entity_kind AND t.before = f.before
WHERE f.before IS NOT NULL AND f.after IS NOT NULL
GROUP BY ALL
