-- a row is a finding of the run: its kind, field, sources and the true entities its records are about
-- $by_source: value
-- reads: judged, run_discrepancies
-- makes: found
WITH named AS (
    SELECT fingerprint, kind, entity_kind, unnest(records) AS name
    FROM run_discrepancies
),
split AS (
    SELECT fingerprint, entity_kind, split_part(name, '|', 1) AS source, substr(name, strpos(name, '|') + 1) AS record
    FROM named
),
entities_of AS (
    SELECT s.fingerprint,
           list(coalesce(j.true_id, 'unknown:' || s.source || '|' || s.record)) AS everything,
           list(coalesce(j.true_id, 'unknown:' || s.source || '|' || s.record))
               FILTER (j.entity_kind IS NULL OR j.entity_kind = s.entity_kind) AS own,
           -- a household that only people's records speak of is told by the people
           list_sort(list_distinct(coalesce(own, everything))) AS ids
    FROM split AS s
    LEFT JOIN judged AS j ON j.source = s.source AND j.record = s.record
    GROUP BY s.fingerprint
)
SELECT d.fingerprint, d.kind, coalesce(d.field, '') AS field,
       CASE WHEN list_contains($by_source, d.kind)
            THEN array_to_string(list_sort(list_distinct(d.sources)), ' ') ELSE '' END AS sources,
       coalesce(array_to_string(e.ids, '|'), '') AS entities
FROM run_discrepancies AS d
LEFT JOIN entities_of AS e ON e.fingerprint = d.fingerprint
