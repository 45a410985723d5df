-- a row is one record of two people, households or parcels whose records are held together by a pair as strong as those
-- that are linked, but contradict each other; numbers used twice are findings of their own
-- reads: entities, household, household_member, land_right, link_row, parcel, population, social_insurance
-- adds to: found
WITH least_link AS (
    SELECT entity_kind, min(weight) AS weight FROM link_row WHERE decision = 'link' GROUP BY entity_kind
),

cut AS (
    SELECT DISTINCT
        l.entity_kind, least(a.entity_id, b.entity_id) AS one, greatest(a.entity_id, b.entity_id) AS other
    FROM link_row AS l
    JOIN least_link AS m ON m.entity_kind = l.entity_kind AND l.weight >= m.weight
    JOIN entities AS a ON a.source_id = l.source_a AND a.record_key = l.record_a AND a.entity_kind = l.entity_kind
    JOIN entities AS b ON b.source_id = l.source_b AND b.record_key = l.record_b AND b.entity_kind = l.entity_kind
    WHERE
        l.decision = 'review' AND l.entity_kind IN ('person', 'household', 'parcel') AND a.entity_id <> b.entity_id
),

side AS (
    SELECT *, one AS entity_id FROM cut
    UNION ALL
    SELECT *, other AS entity_id FROM cut
),

said AS (
    SELECT 'population' AS "table", source_id, record_key, personal_id, date_of_birth, sex, NULL AS participant_no,
        NULL AS parcel_code
    FROM population
    UNION ALL BY NAME
    SELECT 'household_member' AS "table", source_id, record_key, personal_id, date_of_birth, sex FROM household_member
    UNION ALL BY NAME
    SELECT 'social_insurance' AS "table", source_id, record_key, personal_id, date_of_birth, sex,
        CASE WHEN length(participant_no) = 10 THEN participant_no END AS participant_no
    FROM social_insurance
    UNION ALL BY NAME
    SELECT 'right' AS "table", source_id, record_key, holder_personal_id AS personal_id FROM land_right
    UNION ALL BY NAME
    SELECT 'parcel' AS "table", source_id, record_key, parcel_code FROM parcel
    UNION ALL BY NAME
    SELECT 'household' AS "table", source_id, record_key FROM household
),

record AS (
    SELECT s.entity_kind, s.one, s.other, s.entity_id = s.one AS first, e.entity_id, r.*
    FROM side AS s
    JOIN entities AS e ON e.entity_id = s.entity_id
    JOIN said AS r ON r.source_id = e.source_id AND r.record_key = e.record_key AND r."table" = e."table"
),

heard AS (
    SELECT
        entity_kind, one, other, first, 'personal_id' AS field, personal_id AS value, source_id, record_key, entity_id
    FROM record
    UNION ALL
    SELECT entity_kind, one, other, first, 'participant_no', participant_no, source_id, record_key, entity_id FROM record
    UNION ALL
    SELECT entity_kind, one, other, first, 'date_of_birth', date_of_birth, source_id, record_key, entity_id
    FROM record WHERE length(told_date(date_of_birth)) = 10
    UNION ALL
    SELECT entity_kind, one, other, first, 'sex', sex, source_id, record_key, entity_id FROM record
    UNION ALL
    SELECT entity_kind, one, other, first, 'parcel_code', parcel_code, source_id, record_key, entity_id FROM record
    UNION ALL
    -- two records of one table of a source that stand side by side
    SELECT entity_kind, one, other, first, '', source_id || '|' || "table", source_id, record_key, entity_id FROM record
),

matter AS (
    SELECT
        one, other, field, list(DISTINCT value) FILTER (first) AS ours, list(DISTINCT value) FILTER (NOT first) AS theirs
    FROM heard
    WHERE value IS NOT NULL AND NOT filler_number(value)
    GROUP BY one, other, field
    HAVING len(ours) > 0 AND len(theirs) > 0
),

-- one number on both: one_identifier_two_people; two far apart on one of them: one_person_two_identifiers
-- side by side in three and more sources they are two, whatever they share
elsewhere AS (
    SELECT one, other FROM matter WHERE field = '' AND len(list_intersect(ours, theirs)) > 2
    UNION
    SELECT one, other FROM matter WHERE field IN ('personal_id', 'participant_no') AND list_has_any(ours, theirs)
    UNION
    SELECT DISTINCT x.one, x.other
    FROM heard AS x
    JOIN heard AS y USING (one, other, entity_id, field)
    WHERE field = 'personal_id' AND x.value < y.value AND slips(x.value, y.value) > 2
),

clash AS (
    SELECT one, other, first(field ORDER BY rank) AS field
    FROM (
        SELECT one, other, field, list_position(['personal_id', 'date_of_birth', 'sex', 'parcel_code', ''], field) AS rank
        FROM matter
        WHERE field <> 'participant_no' AND list_has_any(ours, theirs) = (field = '')
    )
    ANTI JOIN elsewhere USING (one, other)
    GROUP BY one, other
)

SELECT
    h.entity_kind, h.entity_id, nullif(h.field, '') AS field, h.source_id, h.record_key,
    CASE WHEN h.field <> '' THEN h.value END AS value, concat_ws('|', h.one, h.other) AS finding
FROM heard AS h
JOIN clash AS c ON c.one = h.one AND c.other = h.other AND c.field = h.field
JOIN matter AS m ON m.one = h.one AND m.other = h.other AND m.field = h.field
WHERE h.value IS NOT NULL AND (h.field <> '' OR (list_contains(m.ours, h.value) AND list_contains(m.theirs, h.value)))
