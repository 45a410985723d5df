-- a row is one insurance record in force of a person no population register knows, and whom nobody there may be, though
-- the person's unit is ours
-- reads: awaiting, config_units, covered, may_be_registered, person_record
-- adds to: found
SELECT
    'person' AS entity_kind, r.entity_id, NULL AS field, r.source_id, r.record_key, r.status AS value,
    r.entity_id AS finding
FROM person_record AS r
ANTI JOIN (SELECT entity_id FROM person_record WHERE table_name = 'population') AS p USING (entity_id)
ANTI JOIN (SELECT entity_id FROM awaiting WHERE register = 'population') AS w USING (entity_id)
ANTI JOIN may_be_registered AS m USING (entity_id)
WHERE
    r.table_name = 'social_insurance'
    AND r.status IN ('active', 'suspended')
    AND (r.unit_candidates IS NULL
        OR list_has_any(candidates(r.unit_candidates), (SELECT list(unit) FROM config_units)))
    -- only where a population register was read that would have to know the person
    AND NOT EXISTS (
        SELECT 1 FROM config_units AS c
        ANTI JOIN (SELECT unit FROM covered WHERE register = 'population') AS v USING (unit)
        WHERE r.unit_candidates IS NULL OR list_contains(candidates(r.unit_candidates), c.unit)
    )
