-- a row is a staged row
CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM read_parquet('{pattern}')
