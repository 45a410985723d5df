-- a row is one household number of one source, with the household's record, entity, unit and village
-- reads: entities, household
-- makes: household_map
SELECT
    h.source_id,
    h.household_no,
    h.record_key,
    e.entity_id,
    h.unit_code,
    h.unit_candidates,
    h.unit_current,
    h.unit_status,
    h.village,
    h.village_key,
    h.village_candidates,
    h.village_status
FROM household AS h
LEFT JOIN entities AS e
    ON e.source_id = h.source_id AND e.record_key = h.record_key AND e.entity_kind = 'household'
WHERE h.household_no IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY h.source_id, h.household_no ORDER BY h.record_key) = 1
