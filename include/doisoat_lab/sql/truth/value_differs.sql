-- a row is one record of a person whose value of a field disagrees with another record's
-- reads: p, spelt
-- adds to: finding
WITH told AS (
    -- 1 January says the year alone; two dates that computers write for "none" say nothing
    SELECT *, CASE
        WHEN born IN ('1900-01-01', '1970-01-01') THEN NULL
        WHEN born LIKE '____-01-01' THEN left(born, 4)
        ELSE born
    END AS said
    FROM p
),

suspect AS (
    SELECT
        eid,
        min(lower(nfc_normalize(name))) <> max(lower(nfc_normalize(name))) AS names,
        coalesce(min(left(said, 4)) <> max(left(said, 4)), false)
        OR coalesce(min(left(said, 7)) FILTER (length(said) > 4) <> max(left(said, 7)) FILTER (length(said) > 4), false)
        OR coalesce(min(said) FILTER (length(said) = 10) <> max(said) FILTER (length(said) = 10), false) AS births,
        min(born) FILTER (tbl <> 'right') <> max(born) FILTER (tbl <> 'right') AS writings,
        min(sex) <> max(sex) AS sexes,
        min(personal_id) <> max(personal_id) AS personal_ids,
        min(former_id) <> max(former_id) AS former_ids,
        min(vital) <> max(vital) AS vitals,
        min(units) FILTER (dwells AND unit_status NOT IN ('unknown', 'null'))
        <> max(units) FILTER (dwells AND unit_status NOT IN ('unknown', 'null')) AS unit_values,
        min(villages) FILTER (dwells AND village_status NOT IN ('unknown', 'unlisted', 'null'))
        <> max(villages) FILTER (dwells AND village_status NOT IN ('unknown', 'unlisted', 'null')) AS village_values
    FROM told
    GROUP BY eid
),

r AS MATERIALIZED (
    SELECT p.*, s.* EXCLUDE (eid)
    FROM p
    JOIN suspect AS s USING (eid)
    WHERE names OR births OR writings OR sexes OR personal_ids OR former_ids OR vitals OR unit_values OR village_values
),

name_kinds AS (
    SELECT
        eid, min(letters) <> max(letters) OR coalesce(min(marks) <> max(marks), false) AS differs,
        min(spelling) <> max(spelling) AS spelt_apart
    FROM r
    JOIN spelt USING (name)
    WHERE names
    GROUP BY eid
),

name_differs AS (SELECT eid FROM name_kinds WHERE differs),

id_pair AS (
    SELECT a.eid, max(levenshtein(a.personal_id, b.personal_id)) AS distance
    FROM (SELECT DISTINCT eid, personal_id FROM r WHERE personal_ids AND personal_id IS NOT NULL) AS a
    JOIN (SELECT DISTINCT eid, personal_id FROM r WHERE personal_ids AND personal_id IS NOT NULL) AS b
        ON a.eid = b.eid AND a.personal_id < b.personal_id
    GROUP BY a.eid
),

place AS (
    SELECT eid, 'unit' AS field, source, ref, units AS options
    FROM r
    WHERE unit_values AND dwells AND unit_status NOT IN ('unknown', 'null')
    UNION ALL
    SELECT eid, 'village' AS field, source, ref, villages AS options
    FROM r
    WHERE village_values AND dwells AND village_status NOT IN ('unknown', 'unlisted', 'null')
),

total AS (SELECT eid, field, count(*) AS records FROM place GROUP BY eid, field),

shared AS (
    SELECT DISTINCT eid, field
    FROM (
        SELECT eid, field, option, count(*) AS records
        FROM (SELECT eid, field, unnest(string_split(options, '|')) AS option FROM place)
        GROUP BY eid, field, option
    )
    JOIN total USING (eid, field, records)
),

apart AS (SELECT eid, field FROM total ANTI JOIN shared USING (eid, field)),

found AS (
    SELECT eid, 'full_name' AS field, source, ref, name AS value FROM r SEMI JOIN name_differs USING (eid)
    UNION ALL
    SELECT eid, 'date_of_birth' AS field, source, ref, born AS value FROM r WHERE births
    UNION ALL
    SELECT eid, 'sex' AS field, source, ref, sex AS value FROM r WHERE sexes
    UNION ALL
    SELECT eid, 'personal_id' AS field, source, ref, personal_id AS value
    FROM r SEMI JOIN (SELECT eid FROM id_pair WHERE distance <= 2) USING (eid)
    UNION ALL
    SELECT eid, 'former_id' AS field, source, ref, former_id AS value FROM r WHERE former_ids
    UNION ALL
    SELECT eid, 'vital_status' AS field, source, ref, vital AS value FROM r WHERE vitals
    UNION ALL
    SELECT eid, field, source, ref, options AS value
    FROM place
    SEMI JOIN (
        SELECT eid, field FROM apart WHERE field = 'unit'
        UNION ALL
        SELECT eid, field FROM apart
        ANTI JOIN (SELECT eid FROM apart WHERE field = 'unit') USING (eid)
        WHERE field = 'village'
    ) USING (eid, field)
)

SELECT 'value_differs' AS kind, field, eid AS entities, NULL AS scope, source, ref, value
FROM found
WHERE value IS NOT NULL

UNION ALL

SELECT 'one_person_two_identifiers' AS kind, 'personal_id' AS field, eid AS entities, NULL AS scope, source, ref,
    personal_id AS value
FROM r
SEMI JOIN (SELECT eid FROM id_pair WHERE distance > 2) USING (eid)
WHERE personal_id IS NOT NULL

UNION ALL

SELECT 'spelling_differs' AS kind, 'full_name' AS field, eid AS entities, NULL AS scope, source, ref, name AS value
FROM r
SEMI JOIN (SELECT eid FROM name_kinds WHERE NOT differs AND spelt_apart) USING (eid)
WHERE name IS NOT NULL

UNION ALL

SELECT 'date_less_precise' AS kind, 'date_of_birth' AS field, eid AS entities, NULL AS scope, source, ref, born AS value
FROM r
WHERE writings AND NOT births AND tbl <> 'right' AND born IS NOT NULL
