-- a row is one land right held by a person no population register knows, and whom nobody there may be
-- reads: awaiting, config_units, covered, may_be_registered, parcel, person_record
-- adds to: found
SELECT
    'person' AS entity_kind, r.entity_id, NULL AS field, r.source_id, r.record_key, r.full_name AS value,
    r.entity_id AS finding
FROM person_record AS r
ANTI JOIN (SELECT entity_id FROM person_record WHERE table_name = 'population') AS p USING (entity_id)
ANTI JOIN (SELECT entity_id FROM awaiting WHERE register = 'population') AS w USING (entity_id)
ANTI JOIN may_be_registered AS m USING (entity_id)
LEFT JOIN parcel AS t ON t.source_id = r.source_id AND t.parcel_key = r.parcel_key
WHERE
    r.table_name = 'right'
    -- only where a population register was read that would know the people of the parcel's commune
    AND NOT EXISTS (
        SELECT 1 FROM config_units AS c
        ANTI JOIN (SELECT unit FROM covered WHERE register = 'population') AS v USING (unit)
        WHERE t.unit_candidates IS NULL OR list_contains(candidates(t.unit_candidates), c.unit)
    )
