-- a row is one $kind record as it was in the run before that is gone or different now
-- $kind: person, household, parcel
-- reads: ${kind}_before, ${kind}_fresh
-- makes: ${kind}_old
CREATE OR REPLACE TABLE ${kind}_old AS
SELECT b.* EXCLUDE (digest) FROM ${kind}_before b ANTI JOIN ${kind}_fresh f USING (rkey, digest)
