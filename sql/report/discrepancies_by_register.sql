-- a row is a home commune and a register: how many discrepancies name a source of that register
-- $file: value
SELECT commune, register, count(*) AS found
FROM (
    SELECT DISTINCT fingerprint, commune, split_part(unnest(sources), '.', 1) AS register
    FROM $file
)
GROUP BY ALL
ORDER BY ALL
