-- a row is a parcel or household of the source, and the key by which the lines below it name it
-- $own: household_no, parcel_key
-- reads: named, staged
-- makes: lead_keys
CREATE OR REPLACE TEMP TABLE lead_keys AS
SELECT staged._group, min(coalesce(staged.$own, named.record_key)) AS lead_key
FROM staged
INNER JOIN named ON named._id = staged._id
WHERE staged._group IS NOT NULL
GROUP BY staged._group
