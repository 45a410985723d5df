-- a row is one record of a person, household or parcel that one level of the register should hold too but does not; people
-- of a household that is missing there as a whole are part of its finding
-- reads: awaiting, config_units, entities, household, living_in, parcel_level, parcel_record, person_record, sources,
-- reads: succession
-- adds to: found
WITH record AS (
    SELECT
        'person' AS entity_kind, entity_id, register, level, source_id, record_key, unit_code, unit_candidates,
        live AND resolved(unit_status) AS sound, scheme
    FROM person_record
    WHERE table_name <> 'right'
    UNION ALL
    -- of the whole province: a household may be at home elsewhere than some of its people
    SELECT
        'household' AS entity_kind, e.entity_id, e.register, e.level, h.source_id, h.record_key, h.unit_code,
        h.unit_candidates, resolved(h.unit_status) AS sound, NULL AS scheme
    FROM household AS h
    JOIN entities AS e ON e.source_id = h.source_id AND e.record_key = h.record_key AND e.entity_kind = 'household'
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
),

told AS (
    SELECT entity_kind, entity_id, register, missing
    FROM absent
    ANTI JOIN beyond USING (entity_kind, entity_id, register, missing)
),

-- where the whole household is missing its people are not told one by one
with_household AS (
    SELECT p.entity_id, p.missing
    FROM told AS p
    JOIN living_in AS l ON l.person_id = p.entity_id
    LEFT JOIN told AS h ON h.entity_kind = 'household' AND h.entity_id = l.entity_id AND h.missing = p.missing
    WHERE p.entity_kind = 'person' AND p.register = 'household'
    GROUP BY p.entity_id, p.missing
    HAVING bool_and(h.entity_id IS NOT NULL)
)

SELECT
    r.entity_kind, r.entity_id, r.register || '.' || a.missing AS field, r.source_id, r.record_key,
    r.unit_code AS value, concat_ws('|', r.entity_id, r.register, a.missing) AS finding
FROM told AS a
ANTI JOIN with_household AS w
    ON w.entity_id = a.entity_id AND w.missing = a.missing AND a.entity_kind = 'person' AND a.register = 'household'
JOIN record AS r USING (entity_kind, entity_id, register)
