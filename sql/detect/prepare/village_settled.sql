-- a row is a canonical record, its village as other sources make it clear where they do
-- $records: value
-- $table: population, household, social_insurance, parcel
-- reads: village_meaning
-- makes: $table
SELECT
    r.* REPLACE (
        coalesce(m.village_candidates, r.village_candidates) AS village_candidates,
        coalesce(m.village_status, r.village_status) AS village_status
    )
FROM $records AS r
LEFT JOIN village_meaning AS m USING (source_id, record_key)
