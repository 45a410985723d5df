-- a row is a row of the source's table, every column as it is
-- $table: value
SELECT * FROM $table
