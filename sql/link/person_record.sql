-- a row is one record about a person, of any register and level; household members take their place from their
-- household, holders of a right from their parcel. `slot` is what a person holds once in a source, duplicates apart.
-- reads: in_household, in_household_member, in_parcel, in_population, in_right, in_social_insurance, parcel_cluster
-- makes: person_record
CREATE OR REPLACE TABLE person_record AS
WITH household_place AS (
    SELECT source_id, household_no, min(record_key) AS first_key,
        arg_min(unit_candidates, record_key) AS unit_candidates, arg_min(unit_current, record_key) AS unit_current,
        arg_min(village_candidates, record_key) AS village_candidates, arg_min(house_no, record_key) AS house_no
    FROM in_household WHERE household_no IS NOT NULL GROUP BY ALL
),
parcel_place AS (
    SELECT p.source_id, p.parcel_key, min(p.unit_candidates) AS unit_candidates, min(p.unit_current) AS unit_current,
        min(p.village_candidates) AS village_candidates, min(e.entity) AS parcel
    FROM in_parcel p LEFT JOIN parcel_cluster e ON e.source_id = p.source_id AND e.record_key = p.record_key
    WHERE p.parcel_key IS NOT NULL GROUP BY ALL
),
everyone AS (
    SELECT source_id, 'population' AS tbl, record_key, full_name, full_name_key AS name_key, date_of_birth AS dob, sex,
        personal_id, former_id, CAST(NULL AS VARCHAR) AS participant_no, CAST(NULL AS VARCHAR) AS health_card_no,
        unit_candidates, unit_current, village_candidates, house_no, CAST(NULL AS UBIGINT) AS parcel,
        'population|' || household_no AS household,
        CASE WHEN moved_to_unit IS NULL THEN 'population|' || coalesce(residence = 'temporary', false) END AS slot
    FROM in_population
    UNION ALL BY NAME
    SELECT m.source_id, 'household_member' AS tbl, m.record_key, m.full_name, m.full_name_key AS name_key,
        m.date_of_birth AS dob, m.sex, m.personal_id, h.unit_candidates, h.unit_current, h.village_candidates,
        h.house_no, 'household|' || m.household_no AS household,
        CASE WHEN m.to_on IS NULL THEN 'household_member' END AS slot
    FROM in_household_member m LEFT JOIN household_place h USING (source_id, household_no)
    UNION ALL BY NAME
    SELECT source_id, 'social_insurance' AS tbl, record_key, full_name, full_name_key AS name_key,
        date_of_birth AS dob, sex, personal_id, former_id, participant_no, health_card_no, unit_candidates,
        unit_current, village_candidates, 'insurance|' || household_no AS household,
        CASE WHEN coalesce(status, '') <> 'ended' THEN 'insurance|' || coalesce(scheme, '') END AS slot
    FROM in_social_insurance
    UNION ALL BY NAME
    SELECT r.source_id, 'right' AS tbl, r.record_key, r.holder_name AS full_name, holder_key(r.holder_kind, r.holder_name, r.holder_name_key) AS name_key,
        lpad(CAST(r.holder_birth_year AS VARCHAR), 4, '0') AS dob, r.holder_personal_id AS personal_id,
        r.holder_former_id AS former_id, p.unit_candidates, p.unit_current, p.village_candidates, p.parcel,
        'land|' || r.parcel_key AS household, 'land|' || r.parcel_key AS slot
    FROM in_right r LEFT JOIN parcel_place p USING (source_id, parcel_key)
    WHERE names_person(r.holder_kind, r.holder_name_key, r.holder_personal_id, r.holder_former_id)
),
spelling AS (
    -- the letters without tone marks; 0 when written without any accent (then it agrees with every accented form)
    SELECT full_name, CASE WHEN lowered IS NULL OR regexp_full_match(lowered, '[ -~]*') THEN 0
        ELSE hash(translate(lowered,
            'áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ',
            'aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy')) END AS letters
    FROM (SELECT DISTINCT full_name, lower(nfc_normalize(full_name)) AS lowered FROM everyone)
),
coded AS (
    SELECT e.*, letters,
        nullif(name_key, '') AS name,
        -- since 08/2025 a participant's number may be the personal number
        coalesce(personal_id, CASE WHEN length(participant_no) = 12 THEN participant_no END) AS number,
        coalesce(string_split(nullif(unit_candidates, ''), '|'), []) AS unit_list,
        coalesce(string_split(nullif(village_candidates, ''), '|'), []) AS village_list,
        coalesce(TRY_CAST(substr(dob, 1, 4) AS INTEGER), 0) * 10000
            + coalesce(TRY_CAST(substr(dob, 6, 2) AS INTEGER), 0) * 100
            + coalesce(TRY_CAST(substr(dob, 9, 2) AS INTEGER), 0) AS written_date
    FROM everyone e LEFT JOIN spelling s ON s.full_name = e.full_name
)
SELECT
    CAST(row_number() OVER (ORDER BY source_id, record_key, tbl) - 1 AS INTEGER) AS rid,
    hash(source_id, tbl, record_key) AS rkey,
    source_id, tbl, record_key, split_part(source_id, '.', 1) AS register, split_part(source_id, '.', 2) AS level,
    name,
    coalesce(letters, 0) AS letters,
    CAST(written_date AS INTEGER) AS written_date,
    CAST(CASE sex WHEN 'M' THEN 1 WHEN 'F' THEN 2 ELSE 0 END AS TINYINT) AS sex,
    CASE WHEN regexp_full_match(number, '[0-9]{12}') AND NOT filler_number(number)
        THEN CAST(number AS BIGINT) ELSE -1 END AS number,
    CASE WHEN length(former_id) >= 8 AND NOT filler_number(former_id)
        THEN md5_number_lower(former_id) END AS former,
    CASE WHEN length(participant_no) = 10 AND NOT filler_number(participant_no) THEN md5_number_lower(participant_no)
        WHEN length(health_card_no) >= 15 THEN md5_number_lower(right(health_card_no, 10))
        WHEN length(health_card_no) = 10 THEN md5_number_lower(health_card_no) END AS participant,
    list_transform(unit_list, x -> hash(x)) AS units,
    CASE WHEN len(unit_list) = 1 THEN hash(unit_list[1]) END AS unit,
    list_transform(village_list, x -> hash(x)) AS villages,
    list_concat(
        CASE WHEN house_no IS NULL OR house_no = '' THEN [] ELSE list_transform(
            CASE WHEN len(village_list) > 0 THEN village_list ELSE unit_list END, x -> hash(x, lower(house_no))) END,
        CASE WHEN parcel IS NULL THEN [] ELSE [hash('parcel', parcel)] END) AS homes,
    CASE WHEN household IS NULL THEN NULL ELSE hash(source_id, household) END AS household,
    CASE WHEN slot IS NULL THEN NULL ELSE hash(source_id, slot) END AS slot,
    tbl = 'right' AS land,
    coalesce(unit_current, CASE WHEN len(unit_list) = 1 THEN unit_list[1] END) AS commune
FROM coded
