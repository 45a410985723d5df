-- a row is a discrepancy of the run, the batches put together
SELECT * FROM read_parquet($batches) ORDER BY fingerprint
