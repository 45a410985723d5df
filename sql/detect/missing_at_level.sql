-- a row is one record of a person, household or parcel that one level of the register should hold too but does not
WITH record AS (
    SELECT
        'person' AS entity_kind, entity_id, register, level, source_id, record_key, unit_code, unit_candidates,
        live AND resolved(unit_status) AS sound, scheme
    FROM person_record
    WHERE table_name <> 'right'
    UNION ALL
    SELECT
        'household' AS entity_kind, entity_id, register, level, source_id, record_key, unit_code, unit_candidates,
        resolved(unit_status) AS sound, NULL AS scheme
    FROM household_record
    UNION ALL
    SELECT
        'parcel' AS entity_kind, entity_id, register, level, source_id, record_key, unit_code, unit_candidates,
        resolved(unit_status) AS sound, NULL AS scheme
    FROM parcel_record
),

target AS (
    SELECT DISTINCT register, level FROM sources WHERE read
),

known AS (
    SELECT entity_kind, entity_id, register, list(DISTINCT level) AS levels
    FROM record
    GROUP BY entity_kind, entity_id, register
    HAVING bool_and(sound)
),

absent AS (
    SELECT known.entity_kind, known.entity_id, known.register, target.level AS missing
    FROM known
    JOIN target ON target.register = known.register AND NOT list_contains(known.levels, target.level)
    -- a parcel that a level knows before its split or merger, or after it, is not missing there
    ANTI JOIN (
        SELECT s.child_id AS entity_id, l.level FROM succession AS s JOIN parcel_level AS l ON l.entity_id = s.parent_id
        UNION ALL
        SELECT s.parent_id AS entity_id, l.level FROM succession AS s JOIN parcel_level AS l ON l.entity_id = s.child_id
    ) AS o
        ON o.entity_id = known.entity_id AND o.level = target.level AND known.entity_kind = 'parcel'
    ANTI JOIN awaiting AS w
        ON w.entity_id = known.entity_id AND w.register = target.register AND w.level = target.level
),

holds AS (
    SELECT s.register, s.level, c.unit, schemes.scheme
    FROM sources AS s
    JOIN config_units AS c ON s.covers_units IS NULL OR list_contains(s.covers_units, c.unit)
    CROSS JOIN LATERAL (
        SELECT unnest(CASE WHEN s.register = 'social_insurance' THEN s.covers_scheme ELSE [NULL] END) AS scheme
        WHERE s.covers_scheme IS NOT NULL AND s.register = 'social_insurance'
        UNION ALL
        SELECT '*' AS scheme
        WHERE s.covers_scheme IS NULL OR s.register <> 'social_insurance'
    ) AS schemes
    WHERE s.read
),

expected AS (
    SELECT a.entity_kind, a.entity_id, a.register, a.missing, r.source_id, r.record_key, r.scheme,
        unnest(candidates(r.unit_candidates)) AS unit
    FROM absent AS a
    JOIN record AS r USING (entity_kind, entity_id, register)
),

beyond AS (
    SELECT DISTINCT x.entity_kind, x.entity_id, x.register, x.missing
    FROM expected AS x
    ANTI JOIN holds AS h
        ON h.register = x.register AND h.level = x.missing AND h.unit = x.unit AND h.scheme IN ('*', x.scheme)
)

SELECT
    r.entity_kind, r.entity_id, r.register || '.' || a.missing AS field, r.source_id, r.record_key,
    r.unit_code AS value, concat_ws('|', r.entity_id, r.register, a.missing) AS finding
FROM absent AS a
ANTI JOIN beyond AS b USING (entity_kind, entity_id, register, missing)
JOIN record AS r USING (entity_kind, entity_id, register)
