-- a row is one record whose links were all worked out anew (whole), or only those with others of the region
-- reads: household_touched, new_entity, parcel_touched, person_active, person_touched, was_household, was_parcel,
-- reads: was_person
-- makes: redone
CREATE OR REPLACE TABLE redone AS
SELECT entity_kind, source, record, bool_or(whole) AS whole FROM (
    SELECT 'person' AS entity_kind, w.source_id AS source, w.record_key AS record, true AS whole FROM was_person w
    WHERE w.nkey IN (SELECT nkey FROM person_touched) OR w.nkey IN (SELECT nkey FROM person_active)
    UNION ALL
    SELECT 'parcel', w.source_id, w.record_key, true FROM was_parcel w WHERE w.nkey IN (SELECT nkey FROM parcel_touched)
    UNION ALL
    SELECT 'household', w.source_id, w.record_key, true FROM was_household w
    WHERE w.nkey IN (SELECT nkey FROM household_touched)
    UNION ALL
    SELECT entity_kind, source, record, false FROM new_entity
) GROUP BY entity_kind, source, record
