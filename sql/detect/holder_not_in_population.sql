-- a row is one land right held by a person no population register knows, and whom nobody there may be
SELECT
    'person' AS entity_kind, r.entity_id, NULL AS field, r.source_id, r.record_key, r.full_name AS value,
    r.entity_id AS finding
FROM person_record AS r
ANTI JOIN (SELECT entity_id FROM person_record WHERE table_name = 'population') AS p USING (entity_id)
ANTI JOIN (SELECT entity_id FROM awaiting WHERE register = 'population') AS w USING (entity_id)
ANTI JOIN may_be_registered AS m USING (entity_id)
WHERE
    r.table_name = 'right'
    AND EXISTS (SELECT 1 FROM sources WHERE register = 'population' AND read)
