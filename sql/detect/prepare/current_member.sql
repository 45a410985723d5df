-- a row is one current member row of a household record of the batch, with the member's own entity
-- reads: entities, household_member_row, household_record
-- makes: current_member
SELECT
    h.entity_id, h.source_id, h.household_no, h.record_key AS household_key, h.head_name,
    m.record_key, m.full_name, m.relation_to_head, p.entity_id AS person_id
FROM household_record AS h
JOIN household_member_row AS m USING (source_id, household_no)
JOIN entities AS p
    ON p.source_id = m.source_id AND p.record_key = m.record_key AND p.entity_kind = 'person'
WHERE m.to_on IS NULL
