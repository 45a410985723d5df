-- a row is a staged row
-- $files: value
-- makes: staged
-- in place of: staged
CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM $files
