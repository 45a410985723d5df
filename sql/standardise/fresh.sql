-- a row is a record without a key of its own, with the hashes by which it may be one of the last extract
-- $parent: value
-- $table: value
-- $content: value
-- $hashes: value
-- reads: fates, lead_keys, staged
-- makes: fresh
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    staged._id AS id,
    $parent AS parent,
    md5(concat_ws(chr(31), $table, coalesce($parent, ''), $content)) AS digest,
    $hashes
FROM staged
LEFT JOIN lead_keys ON lead_keys._group = staged._group
WHERE staged._natural IS NULL AND staged._id NOT IN (SELECT _id FROM fates)
