-- a row is one untouched node under a blocking key of a touched one whose block crossed the cap of $cap nodes
-- $kind: household, parcel
-- $cap: value
-- reads: ${kind}_block, ${kind}_key, ${kind}_touched, was_${kind}_block
-- makes: _found
CREATE OR REPLACE TABLE _found AS
WITH before AS (SELECT kind, raw, count(*) > $cap AS dropped FROM was_${kind}_block JOIN ${kind}_key USING (kind, raw) GROUP BY ALL),
now AS (SELECT CAST(kind AS INTEGER) AS kind, key AS raw, any_value(size) > $cap AS dropped FROM ${kind}_block GROUP BY ALL),
crossed AS (
    SELECT kind, raw FROM before LEFT JOIN now USING (kind, raw)
    WHERE before.dropped <> coalesce(now.dropped, false)
    UNION
    SELECT kind, raw FROM now JOIN ${kind}_key USING (kind, raw) LEFT JOIN before USING (kind, raw)
    WHERE before.dropped IS NULL AND now.dropped
)
SELECT DISTINCT nkey FROM was_${kind}_block JOIN crossed USING (kind, raw)
WHERE nkey NOT IN (SELECT nkey FROM ${kind}_touched)
