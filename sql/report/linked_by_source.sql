-- a row is a source of the run: how many of its canonical records have an entity
SELECT source, count(*) AS records
FROM read_parquet(?)
GROUP BY source
ORDER BY source
