-- a row is a fresh record with a key made from its content at first sight; keys already given are left out
-- $prefix: value
-- $source: value
-- $salt: value
-- reads: fresh, prior
-- adds to: matched
INSERT INTO matched
WITH made AS (
    SELECT
        id,
        concat($prefix || 's_', substr(md5(concat_ws(
            chr(31), $source, digest, row_number() OVER (PARTITION BY digest ORDER BY id), $salt::VARCHAR
        )), 1, 16)) AS record_key
    FROM fresh
    WHERE id NOT IN (SELECT id FROM matched)
)
SELECT id, record_key
FROM made
WHERE record_key NOT IN (SELECT record_key FROM prior)
    AND record_key NOT IN (SELECT record_key FROM matched)
QUALIFY row_number() OVER (PARTITION BY record_key ORDER BY id) = 1
