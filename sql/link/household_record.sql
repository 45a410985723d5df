-- a row is one household record with its members as clusters of people (table member_label), its head, number and place
-- reads: in_household, in_household_member, member_label
-- makes: household_record
CREATE OR REPLACE TABLE household_record AS
WITH member AS (
    SELECT m.source_id, m.household_no, l.label, m.relation_to_head, m.to_on, m.full_name_key
    FROM in_household_member m JOIN member_label l USING (source_id, record_key)
),
grouped AS (
    SELECT source_id, household_no,
        list(DISTINCT label ORDER BY label) FILTER (to_on IS NULL) AS now_members,
        list(DISTINCT label ORDER BY label) AS all_members,
        list(DISTINCT label ORDER BY label) FILTER (relation_to_head = '01') AS heads,
        list(DISTINCT label ORDER BY label) FILTER (relation_to_head = '01' AND to_on IS NULL) AS now_heads,
        list(DISTINCT hash(full_name_key) ORDER BY hash(full_name_key)) FILTER (relation_to_head = '01') AS head_names
    FROM member WHERE household_no IS NOT NULL GROUP BY ALL
),
coded AS (
    SELECT h.*, coalesce(string_split(nullif(unit_candidates, ''), '|'), []) AS unit_list,
        coalesce(string_split(nullif(village_candidates, ''), '|'), []) AS village_list
    FROM in_household h
)
SELECT
    CAST(row_number() OVER (ORDER BY c.source_id, c.record_key) - 1 AS INTEGER) AS nid,
    hash(c.source_id, c.record_key) AS nkey, CAST(0 AS TINYINT) AS role,
    c.source_id, c.record_key, hash(c.source_id) AS slot, c.household_no AS number,
    coalesce(g.now_members, g.all_members, []) AS members, coalesce(g.heads, []) AS heads,
    CASE WHEN len(g.now_heads) = 1 THEN g.now_heads[1] END AS head,
    CASE WHEN c.head_personal_id IS NULL THEN [] ELSE [hash(c.head_personal_id)] END AS head_numbers,
    list_distinct(list_concat(coalesce(g.head_names, []),
        CASE WHEN c.head_name_key IS NULL THEN [] ELSE [hash(c.head_name_key)] END)) AS head_names,
    list_transform(c.unit_list, x -> hash(x)) AS units,
    CASE WHEN len(c.unit_list) = 1 THEN hash(c.unit_list[1]) END AS unit,
    list_transform(c.village_list, x -> hash(x)) AS villages,
    CASE WHEN c.house_no IS NULL OR c.house_no = '' THEN []
        ELSE list_transform(CASE WHEN len(c.village_list) > 0 THEN c.village_list ELSE c.unit_list END,
            x -> hash(x, lower(c.house_no))) END AS homes,
    coalesce(c.unit_current, CASE WHEN len(c.unit_list) = 1 THEN c.unit_list[1] END) AS commune
FROM coded c LEFT JOIN grouped g ON g.source_id = c.source_id AND g.household_no = c.household_no
