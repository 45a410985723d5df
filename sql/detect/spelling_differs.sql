-- a row is one record of a person whose name is spelt in several ways that no office would call different names
-- reads: name_verdict, person_record
-- adds to: found
SELECT
    'person' AS entity_kind, r.entity_id, 'full_name' AS field, r.source_id, r.record_key, r.full_name AS value,
    r.entity_id AS finding, v.cause
FROM person_record AS r
JOIN name_verdict AS v USING (entity_id)
WHERE v.verdict = 'cosmetic' AND r.full_name IS NOT NULL
