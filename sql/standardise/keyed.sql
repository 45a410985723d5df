-- a row is a staged row that becomes a record, with its key and that of its parcel or household, in the source's order
-- $prefix: value
-- reads: fates, lead_keys, matched, staged
-- makes: keyed
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT
    staged.*,
    coalesce(matched.record_key, concat($prefix, staged._natural)) AS record_key,
    lead_keys.lead_key
FROM staged
LEFT JOIN matched ON matched.id = staged._id
LEFT JOIN lead_keys ON lead_keys._group = staged._group
LEFT JOIN fates ON fates._id = staged._id
WHERE fates._id IS NULL
ORDER BY staged._id
