-- a row is one record of a person whose dates of birth agree as far as each goes, while one says less than another
-- reads: birth_verdict, person_record
-- adds to: found
SELECT
    'person' AS entity_kind, r.entity_id, 'date_of_birth' AS field, r.source_id, r.record_key, r.date_of_birth AS value,
    r.entity_id AS finding, v.cause
FROM person_record AS r
JOIN birth_verdict AS v USING (entity_id)
WHERE v.verdict = 'less_precise' AND r.date_of_birth IS NOT NULL AND r.table_name <> 'right'
