-- a row is one record a finding names: who or what it is about, its compared values, and where it stands in its source
-- reads: entities, household, household_member_row, land_right, parcel, population, social_insurance, wanted
WITH holder AS (
    SELECT source_id, parcel_key, first(holder_name ORDER BY record_key) AS holder
    FROM land_right
    WHERE parcel_key IS NOT NULL
    GROUP BY source_id, parcel_key
),

subject AS (
    SELECT
        'population' AS table_name, source_id, record_key, lineage_file, lineage_sheet, lineage_row,
        full_name AS name, personal_id, former_id, date_of_birth, sex, vital_status, household_no, relation_to_head,
        unit_code, village
    FROM population
    UNION ALL BY NAME
    SELECT
        'household_member' AS table_name, m.source_id, m.record_key, m.lineage_file, m.lineage_sheet, m.lineage_row,
        m.full_name AS name, m.personal_id, m.date_of_birth, m.sex, m.household_no, m.relation_to_head,
        h.unit_code, h.village, h.head_name, household_entity.entity_id AS household_id
    FROM household_member_row AS m
    LEFT JOIN household AS h ON h.source_id = m.source_id AND h.household_no = m.household_no
    LEFT JOIN entities AS household_entity
        ON household_entity.source_id = h.source_id AND household_entity.record_key = h.record_key
    UNION ALL BY NAME
    SELECT
        'social_insurance' AS table_name, source_id, record_key, lineage_file, lineage_sheet, lineage_row,
        full_name AS name, personal_id, former_id, participant_no, date_of_birth, sex, scheme, status, household_no,
        unit_code, village
    FROM social_insurance
    UNION ALL BY NAME
    SELECT
        'right' AS table_name, r.source_id, r.record_key, r.lineage_file, r.lineage_sheet, r.lineage_row,
        r.holder_name AS name, r.holder_personal_id AS personal_id, r.holder_former_id AS former_id,
        lpad(CAST(r.holder_birth_year AS VARCHAR), 4, '0') AS date_of_birth,
        p.map_sheet_no, p.parcel_no, p.area_m2, p.unit_code, p.village
    FROM land_right AS r
    LEFT JOIN parcel AS p ON p.source_id = r.source_id AND p.parcel_key = r.parcel_key
    UNION ALL BY NAME
    SELECT
        'household' AS table_name, source_id, record_key, lineage_file, lineage_sheet, lineage_row,
        household_no, head_name, head_personal_id AS personal_id, unit_code, village
    FROM household
    UNION ALL BY NAME
    SELECT
        'parcel' AS table_name, p.source_id, p.record_key, p.lineage_file, p.lineage_sheet, p.lineage_row,
        p.map_sheet_no, p.parcel_no, p.former_unit_code, p.former_map_sheet_no, p.former_parcel_no, p.area_m2,
        p.parcel_code, p.unit_code, p.village, holder.holder AS head_name
    FROM parcel AS p
    LEFT JOIN holder ON holder.source_id = p.source_id AND holder.parcel_key = p.parcel_key
)

SELECT
    s.source_id, s.record_key, e.register, e.level, s.table_name, e.entity_id,
    s.lineage_file, s.lineage_sheet, s.lineage_row,
    s.name, s.personal_id, s.former_id, s.participant_no, s.date_of_birth, s.sex, s.vital_status, s.scheme, s.status,
    s.household_no, s.relation_to_head, s.head_name, s.unit_code, s.village,
    s.map_sheet_no, s.parcel_no, s.former_unit_code, s.former_map_sheet_no, s.former_parcel_no, s.area_m2,
    s.parcel_code, s.household_id
FROM subject AS s
JOIN wanted USING (source_id, record_key)
JOIN entities AS e USING (source_id, record_key)
-- a household number used twice would give a member twice
QUALIFY row_number() OVER (PARTITION BY s.source_id, s.record_key ORDER BY s.household_id, s.head_name) = 1
ORDER BY s.source_id, s.record_key
