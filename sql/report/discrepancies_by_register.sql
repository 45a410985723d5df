-- a row is a home commune and a register: how many discrepancies name a source of that register
SELECT commune, register, count(*) AS found
FROM (
    SELECT DISTINCT fingerprint, commune, split_part(unnest(sources), '.', 1) AS register
    FROM read_parquet($file)
)
GROUP BY ALL
ORDER BY ALL
