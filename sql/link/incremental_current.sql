-- a row is one record of a changed source as it is now
-- reads: all_certificate, all_household, all_household_member, all_parcel, all_population, all_right,
-- reads: all_social_insurance, changed_source
-- makes: current_record
CREATE OR REPLACE TABLE current_record AS
SELECT source_id AS source, 'population' AS "table", record_key AS record FROM all_population WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'household', record_key FROM all_household WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'household_member', record_key FROM all_household_member
WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'social_insurance', record_key FROM all_social_insurance
WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'parcel', record_key FROM all_parcel WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'certificate', record_key FROM all_certificate WHERE source_id IN (SELECT source_id FROM changed_source)
UNION ALL
SELECT source_id, 'right', record_key FROM all_right WHERE source_id IN (SELECT source_id FROM changed_source)
