-- a row is one record of somebody who belongs to a numbered household of a population source: neither dead nor moved away
-- belongs: permanent residence, at home or away for a time; lives: at home; the head of a household is one who belongs
-- reads: entities, population
-- makes: population_member
SELECT
    r.source_id, r.record_key, e.entity_id AS person_id, r.household_no, r.full_name, r.date_of_birth, r.relation_to_head,
    coalesce(r.unit_current, r.unit_candidates, '') AS commune,
    coalesce(r.village_candidates, r.village_key, '') AS village,
    coalesce(r.residence, 'permanent') <> 'temporary' AS belongs,
    coalesce(r.residence, 'permanent') = 'permanent' AS lives
FROM population AS r
JOIN entities AS e ON e.source_id = r.source_id AND e.record_key = r.record_key AND e.entity_kind = 'person'
WHERE
    r.household_no IS NOT NULL AND r.moved_to_unit IS NULL AND coalesce(r.vital_status, 'living') = 'living'
