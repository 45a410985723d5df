-- a row is a value several staged rows bear, so that it cannot be the key of any of them
-- $files: value
-- makes: borrowed_twice
CREATE OR REPLACE TEMP TABLE borrowed_twice AS
SELECT _natural
FROM $files
WHERE _natural IS NOT NULL
GROUP BY _natural
HAVING count(*) > 1
