-- a row is one person and a household the household register says the person lives in now
-- reads: entities, household_map, household_member_row
-- makes: living_in
SELECT DISTINCT e.entity_id AS person_id, h.entity_id
FROM household_member_row AS m
JOIN entities AS e ON e.source_id = m.source_id AND e.record_key = m.record_key AND e.entity_kind = 'person'
JOIN household_map AS h ON h.source_id = m.source_id AND h.household_no = m.household_no
WHERE m.to_on IS NULL AND h.entity_id IS NOT NULL
