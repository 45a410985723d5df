-- a row is one current membership of a person who is a current member of two or more households
-- reads: household_map, person_record
-- adds to: found
SELECT
    'person' AS entity_kind, m.entity_id, NULL AS field, m.source_id, m.record_key, m.household_no AS value,
    m.entity_id AS finding
FROM person_record AS m
JOIN household_map AS h USING (source_id, household_no)
WHERE m.table_name = 'household_member' AND m.located AND h.entity_id IS NOT NULL
QUALIFY min(h.entity_id) OVER (PARTITION BY m.entity_id) <> max(h.entity_id) OVER (PARTITION BY m.entity_id)
