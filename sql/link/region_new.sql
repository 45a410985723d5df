-- a row is one $kind record as read now that was not there, or not like this, in the run before
CREATE OR REPLACE TABLE ${kind}_new AS
SELECT * FROM ${kind}_fresh EXCEPT ALL SELECT * FROM ${kind}_before
