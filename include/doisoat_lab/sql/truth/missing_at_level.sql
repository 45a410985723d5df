-- a row is one record of somebody or something that another level of the register should hold and does not
-- reads: coverage, p, parcel_level, read_source, succession, thing
-- adds to: finding
WITH record AS (
    SELECT eid, register, level, source, ref, units, scheme, live AND unit_status NOT IN ('unknown', 'null') AS sound
    FROM p
    WHERE tbl <> 'right'
    UNION ALL
    SELECT eid, register, level, source, ref, units, NULL AS scheme, unit_status NOT IN ('unknown', 'null') AS sound
    FROM thing
),

held AS (
    SELECT eid, register, list(DISTINCT level) AS levels
    FROM record
    GROUP BY eid, register
    HAVING bool_and(sound)
),

gap AS (
    SELECT held.eid, held.register, read.level AS missing
    FROM held
    JOIN (SELECT DISTINCT register, level FROM read_source) AS read
        ON read.register = held.register AND NOT list_contains(held.levels, read.level)
),

-- the parcel as it was before a split or merger, or as it is after, stands for the other
told_otherwise AS (
    SELECT s.child AS eid, l.level AS missing FROM succession AS s JOIN parcel_level AS l ON l.eid = s.parent
    UNION
    SELECT s.parent AS eid, l.level AS missing FROM succession AS s JOIN parcel_level AS l ON l.eid = s.child
),

wanted AS (
    SELECT gap.eid, gap.register, gap.missing, record.source, record.ref, record.scheme,
        string_split(record.units, '|') AS units
    FROM gap
    ANTI JOIN told_otherwise USING (eid, missing)
    JOIN record USING (eid, register)
),

covered AS (
    SELECT w.eid, w.register, w.missing
    FROM wanted AS w
    LEFT JOIN coverage AS c ON c.register = w.register AND c.level = w.missing
    GROUP BY w.eid, w.register, w.missing
    HAVING bool_and(
        list_has_all(c.units, w.units)
        AND (w.scheme IS NULL OR c.schemes IS NULL OR list_contains(c.schemes, w.scheme))
    )
)

SELECT
    'missing_at_level' AS kind, register || '.' || missing AS field, eid AS entities, NULL AS scope, source, ref,
    array_to_string(units, '|') AS value
FROM wanted
SEMI JOIN covered USING (eid, register, missing)
