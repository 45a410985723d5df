-- a row is a canonical record of the truth with the record of the run that is the same row of the same source
-- reads: run_records, truth
-- makes: matched
SELECT t.id, r.record
FROM truth AS t
JOIN run_records AS r ON r.source = t.source AND r."table" = t."table" AND r.record = t.record
UNION ALL
SELECT t.id, r.record
FROM truth AS t
JOIN run_records AS r
  ON r.source = t.source AND r."table" = t."table" AND r.lineage_file = t.lineage_file
 AND r.lineage_sheet IS NOT DISTINCT FROM t.lineage_sheet AND r.lineage_row = t.lineage_row
WHERE t.record IS NULL
