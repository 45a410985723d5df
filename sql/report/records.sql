-- a row is a canonical record of the run: where it stands in its source
-- reads: entities, lineage
SELECT e.register, e.level, e.source, e."table", e.record, r.record_ref, r.lineage_file, r.lineage_sheet,
       r.lineage_row, e.entity_kind, e.entity_id, e.commune
FROM entities AS e
JOIN lineage AS r ON r.source_id = e.source AND r.record_key = e.record
ORDER BY e.source, e.record
