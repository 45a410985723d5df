-- a row is a commune: a hash of its findings, whatever run found them and in whatever order they stand
-- $files: value
SELECT coalesce(commune, '') AS commune,
       bit_xor(hash(fingerprint, severity, field, sources, records, "values"))::VARCHAR || '/' || count(*) AS content
FROM $files
GROUP BY ALL
ORDER BY ALL
