-- a row is a canonical record: whom it is about in truth, and which entity the run made it part of
-- reads: matched, run_records, truth
-- makes: judged
SELECT t.source, t.level, t."table", m.record, t.entity_kind, t.entity_id AS true_id,
       CASE WHEN r.record IS NULL THEN 'lost:' || t.id
            WHEN r.entity_kind <> t.entity_kind THEN 'kind:' || t.id
            ELSE r.entity_id END AS found_id,
       t.readable, r.record IS NOT NULL AS found, TRUE AS known
FROM truth AS t
LEFT JOIN matched AS m ON m.id = t.id
LEFT JOIN run_records AS r ON r.source = t.source AND r."table" = t."table" AND r.record = m.record
UNION ALL
SELECT r.source, r.level, r."table", r.record, r.entity_kind, 'unknown:' || r.source || '|' || r.record, r.entity_id,
       TRUE, TRUE, FALSE
FROM run_records AS r
ANTI JOIN (SELECT t.source, t."table", m.record FROM matched AS m JOIN truth AS t ON t.id = m.id) AS k
  ON k.source = r.source AND k."table" = r."table" AND k.record = r.record
