-- a row is one record with a value of one field on which the records of its person disagree
-- full_name, date_of_birth: two of the values differ (name_verdict, birth_verdict: doisoat.text says which do and why);
-- unit, village: the records that say where the person lives now have no current unit (village) in common
-- reads: birth_verdict, name_verdict, person_record
-- adds to: found
WITH suspect AS (
    SELECT
        entity_id,
        min(sex) <> max(sex) AS sex,
        min(personal_id) <> max(personal_id) AS personal_id,
        min(former_id) <> max(former_id) AS former_id,
        min(vital_status) FILTER (table_name = 'population')
        <> max(vital_status) FILTER (table_name = 'population') AS vital_status,
        min(coalesce(unit_candidates, '')) FILTER (located AND resolved(unit_status))
        <> max(coalesce(unit_candidates, '')) FILTER (located AND resolved(unit_status)) AS unit,
        min(coalesce(village_candidates, '')) FILTER (located AND resolved(village_status))
        <> max(coalesce(village_candidates, '')) FILTER (located AND resolved(village_status)) AS village
    FROM person_record
    GROUP BY entity_id
),

record AS (
    SELECT r.*, s.* EXCLUDE (entity_id) RENAME (
        sex AS q_sex, personal_id AS q_personal_id, former_id AS q_former_id, vital_status AS q_vital_status,
        unit AS q_unit, village AS q_village
    )
    FROM person_record AS r
    JOIN suspect AS s USING (entity_id)
    WHERE
        s.sex OR s.personal_id OR s.former_id OR s.vital_status OR s.unit OR s.village
),

personal_id AS (
    SELECT DISTINCT entity_id, personal_id
    FROM record
    WHERE q_personal_id AND personal_id IS NOT NULL
),

id_clash AS (
    SELECT a.entity_id
    FROM personal_id AS a
    JOIN personal_id AS b ON a.entity_id = b.entity_id AND a.personal_id < b.personal_id
    GROUP BY a.entity_id
    HAVING max(slips(a.personal_id, b.personal_id)) <= 2
),

place AS (
    SELECT entity_id, source_id, record_key, 'unit' AS field, unit_code AS value, unit_candidates AS choices
    FROM record
    WHERE q_unit AND located AND resolved(unit_status)
    UNION ALL
    SELECT entity_id, source_id, record_key, 'village' AS field, village AS value, village_candidates AS choices
    FROM record
    WHERE q_village AND located AND resolved(village_status)
),

choice AS (
    SELECT entity_id, field, source_id, record_key, unnest(candidates(choices)) AS choice
    FROM place
),

place_size AS (
    SELECT entity_id, field, count(*) AS records
    FROM place
    GROUP BY entity_id, field
),

agreed AS (
    SELECT c.entity_id, c.field
    FROM (
        SELECT entity_id, field, choice, count(DISTINCT (source_id, record_key)) AS records
        FROM choice
        GROUP BY entity_id, field, choice
    ) AS c
    JOIN place_size AS s ON c.entity_id = s.entity_id AND c.field = s.field AND c.records = s.records
    GROUP BY c.entity_id, c.field
),

place_clash AS (
    SELECT s.entity_id, s.field
    FROM place_size AS s
    ANTI JOIN agreed USING (entity_id, field)
),

clash AS (
    SELECT r.entity_id, r.source_id, r.record_key, 'full_name' AS field, r.full_name AS value, v.cause, v.proposal
    FROM person_record AS r
    JOIN name_verdict AS v ON v.entity_id = r.entity_id AND v.verdict = 'differs'
    UNION ALL BY NAME
    SELECT r.entity_id, r.source_id, r.record_key, 'date_of_birth' AS field, r.date_of_birth AS value, v.cause
    FROM person_record AS r
    JOIN birth_verdict AS v ON v.entity_id = r.entity_id AND v.verdict = 'differs'
    UNION ALL BY NAME
    SELECT entity_id, source_id, record_key, 'sex' AS field, sex AS value
    FROM record WHERE q_sex
    UNION ALL BY NAME
    SELECT entity_id, source_id, record_key, 'personal_id' AS field, personal_id AS value
    FROM record SEMI JOIN id_clash USING (entity_id)
    UNION ALL BY NAME
    SELECT entity_id, source_id, record_key, 'former_id' AS field, former_id AS value
    FROM record WHERE q_former_id
    UNION ALL BY NAME
    SELECT entity_id, source_id, record_key, 'vital_status' AS field, vital_status AS value
    FROM record WHERE q_vital_status AND table_name = 'population'
    UNION ALL BY NAME
    SELECT entity_id, source_id, record_key, field, value
    FROM place SEMI JOIN place_clash USING (entity_id, field)
    WHERE
        field = 'unit'
        OR entity_id NOT IN (SELECT entity_id FROM place_clash WHERE field = 'unit')
)

SELECT
    'person' AS entity_kind, entity_id, field, source_id, record_key, value, entity_id || field AS finding,
    cause, proposal
FROM clash
WHERE value IS NOT NULL
