-- a row is one node of the run before that has to be at hand, with its role
-- $kind: household, parcel
-- reads: ${kind}_core, ${kind}_key, ${kind}_touched, was_${kind}_block
-- makes: ${kind}_reach
CREATE OR REPLACE TABLE ${kind}_reach AS
SELECT nkey, CAST(min(role) AS TINYINT) AS role FROM (
    SELECT nkey, 1 AS role FROM ${kind}_core
    UNION ALL SELECT nkey, 2 FROM was_${kind}_block JOIN ${kind}_key USING (kind, raw)
) WHERE nkey NOT IN (SELECT nkey FROM ${kind}_touched) GROUP BY nkey
