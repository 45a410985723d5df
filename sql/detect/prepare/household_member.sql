-- a row is one member row with the unit and village of its household in the same source
-- reads: household_map, household_member_row
-- makes: household_member
SELECT
    m.*,
    h.unit_code, h.unit_candidates, h.unit_current, h.unit_status,
    h.village, h.village_key, h.village_candidates, h.village_status
FROM household_member_row AS m
LEFT JOIN household_map AS h USING (source_id, household_no)
