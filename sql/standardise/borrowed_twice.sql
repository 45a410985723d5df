-- a row is a value several staged rows bear, so that it cannot be the key of any of them
CREATE OR REPLACE TEMP TABLE borrowed_twice AS
SELECT _natural
FROM read_parquet('{pattern}')
WHERE _natural IS NOT NULL
GROUP BY _natural
HAVING count(*) > 1
