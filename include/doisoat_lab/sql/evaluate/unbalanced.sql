-- a row is the whole run: lines of the ledger whose rows are not all accounted for
-- reads: run_ledger
SELECT count(*) FILTER (rows_in <> rows_out + rows_quarantined + rows_skipped) FROM run_ledger
