-- a row is one untouched node under a blocking key of a touched one whose blocks are cut otherwise than before
-- reads: block_bounded, node, person_active, person_key, person_touched, was_person_block
-- makes: _found
-- in place of: region_opened
CREATE OR REPLACE TABLE _found AS
WITH now AS (
    SELECT CAST(b.kind AS INTEGER) AS kind, b.raw, b.key, b.dropped, n.nkey
    FROM block_bounded b JOIN node n USING (nid)
    WHERE n.role > 0 OR n.nkey IN (SELECT nkey FROM person_active)
),
here AS (SELECT DISTINCT * FROM now JOIN person_key USING (kind, raw)),
before AS (
    SELECT DISTINCT w.kind, w.raw, w.key, w.dropped, w.nkey FROM was_person_block w JOIN person_key USING (kind, raw)
    WHERE w.nkey NOT IN (SELECT nkey FROM person_touched)
)
SELECT DISTINCT nkey FROM (
    (SELECT kind, raw, key, dropped, nkey FROM here EXCEPT SELECT * FROM before)
    UNION ALL (SELECT * FROM before EXCEPT SELECT kind, raw, key, dropped, nkey FROM here)
)
