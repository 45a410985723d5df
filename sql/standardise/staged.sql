-- a row is a staged row; a key read from a value (a personal number) holds only where no other row bears it
-- $files: value
-- reads: borrowed_twice
-- makes: staged
CREATE OR REPLACE TEMP VIEW staged AS
SELECT * REPLACE (CASE WHEN _natural NOT IN (SELECT _natural FROM borrowed_twice) THEN _natural END AS _natural)
FROM $files
