-- a row is one canonical record and the entity it is about: as linked in this run, else as in the run before
-- $run: value
-- $prior: value
-- reads: changed_source, current_record, new_entity
SELECT * FROM new_entity
UNION ALL BY NAME
SELECT p.* REPLACE ($run AS run) FROM $prior p
ANTI JOIN new_entity n ON n.source = p.source AND n."table" = p."table" AND n.record = p.record
WHERE p.source NOT IN (SELECT source_id FROM changed_source)
    OR EXISTS (SELECT 1 FROM current_record c WHERE c.source = p.source AND c."table" = p."table" AND c.record = p.record)
ORDER BY source, "table", record
