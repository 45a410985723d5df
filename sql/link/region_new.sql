-- a row is one $kind record as read now that was not there, or not like this, in the run before
-- $kind: person, household, parcel
-- reads: ${kind}_before, ${kind}_fresh
-- makes: ${kind}_new
CREATE OR REPLACE TABLE ${kind}_new AS
SELECT f.* EXCLUDE (digest) FROM ${kind}_fresh f ANTI JOIN ${kind}_before b USING (rkey, digest)
