-- a row is an entity kind: pairs of records the run decided to link, and how many are about the same entity
-- reads: judged, run_links
SELECT l.entity_kind, count(*) AS found, count(*) FILTER (a.true_id = b.true_id) AS correct
FROM run_links AS l
LEFT JOIN judged AS a ON a.source = l.source_a AND a.record = l.record_a
LEFT JOIN judged AS b ON b.source = l.source_b AND b.record = l.record_b
WHERE l.decision = 'link'
GROUP BY ALL
ORDER BY ALL
