-- a row is a commune: a hash of its findings, whatever run found them and in whatever order they stand
SELECT coalesce(commune, '') AS commune,
       bit_xor(hash(fingerprint, severity, field, sources, records, "values"))::VARCHAR || '/' || count(*) AS content
FROM read_parquet($files)
GROUP BY ALL
ORDER BY ALL
