-- a row is a record: the number of its source row, its key, and the key of the parcel or household on the same line
CREATE OR REPLACE TEMP TABLE named AS
SELECT
    staged._id,
    coalesce(matched.record_key, concat('{prefix}', staged._natural)) AS record_key,
    lead_keys.lead_key
FROM staged
LEFT JOIN matched ON matched.id = staged._id
LEFT JOIN lead_keys ON lead_keys._group = staged._group
WHERE staged._id NOT IN (SELECT _id FROM fates)
