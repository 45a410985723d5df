-- a row is one $kind record as it was in the run before that is gone or different now
CREATE OR REPLACE TABLE ${kind}_old AS
SELECT * FROM ${kind}_before EXCEPT ALL SELECT * FROM ${kind}_fresh
