-- a row is one link or near-link: as found in this run, else as in the run before where neither record was touched
-- $run: value
-- $prior: value
-- reads: new_link, redone
SELECT * FROM new_link
UNION ALL BY NAME
SELECT p.* REPLACE ($run AS run) FROM $prior p
LEFT JOIN redone a ON a.entity_kind = p.entity_kind AND a.source = p.source_a AND a.record = p.record_a
LEFT JOIN redone b ON b.entity_kind = p.entity_kind AND b.source = p.source_b AND b.record = p.record_b
WHERE p.entity_kind <> 'organisation' AND NOT coalesce(a.whole, false) AND NOT coalesce(b.whole, false)
    AND (a.record IS NULL OR b.record IS NULL)
ORDER BY entity_kind, source_a, record_a, source_b, record_b
