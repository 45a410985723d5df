-- a row is a discrepancy of the run, the batches put together
-- $batches: value
SELECT * FROM $batches ORDER BY fingerprint
