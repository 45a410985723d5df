-- a row is one parcel record with its keys now and before the mergers, its holders and certificates as sets
-- reads: in_certificate, in_parcel, in_right, organisation_name, parcel_kin
-- makes: parcel_record
CREATE OR REPLACE TABLE parcel_record AS
WITH holder AS (
    SELECT source_id, parcel_key,
        list(DISTINCT hash(holder_personal_id) ORDER BY hash(holder_personal_id))
            FILTER (length(holder_personal_id) = 12) AS numbers,
        list(DISTINCT name ORDER BY name) FILTER (holder_name_key <> '') AS names,
        list(record_key ORDER BY record_key) AS records
    FROM (
        -- organisations by what their names mean, however their form is written
        SELECT r.*, CASE WHEN n.core <> '' AND holder_kind IN ('organisation', 'community')
            THEN hash(n.family, n.core, n.figures) ELSE hash(holder_key(holder_kind, holder_name, holder_name_key)) END AS name
        FROM in_right r LEFT JOIN organisation_name n ON n.name = holder_name_key
    )
    WHERE parcel_key IS NOT NULL GROUP BY source_id, parcel_key
),
paper AS (
    SELECT source_id, parcel_key, list(DISTINCT hash(serial) ORDER BY hash(serial)) FILTER (serial <> '') AS serials,
        list(record_key ORDER BY record_key) AS records
    FROM in_certificate WHERE parcel_key IS NOT NULL GROUP BY ALL
),
keyed AS (
    SELECT *, coalesce(string_split(nullif(unit_candidates, ''), '|'), []) AS unit_list,
        coalesce(string_split(nullif(village_candidates, ''), '|'), []) AS village_list,
        -- a code declared or found to be of before the change names the former unit
        coalesce(former_unit_code, CASE WHEN unit_status IN ('former', 'stale') THEN unit_code END) AS old_unit,
        coalesce(former_map_sheet_no, map_sheet_no) AS old_sheet,
        coalesce(former_parcel_no, parcel_no) AS old_number
    FROM in_parcel
)
SELECT
    CAST(row_number() OVER (ORDER BY k.source_id, k.record_key) - 1 AS INTEGER) AS nid,
    hash(k.source_id, k.record_key) AS nkey, CAST(0 AS TINYINT) AS role,
    k.source_id, k.record_key, k.parcel_key, hash(k.source_id) AS slot,
    CASE WHEN length(k.parcel_code) >= 6 THEN k.parcel_code END AS code,
    k.map_sheet_no || '/' || k.parcel_no AS now_key,
    CASE WHEN k.old_unit IS NOT NULL THEN k.old_sheet || '/' || k.old_number END AS old_key, k.old_unit,
    list_transform(k.unit_list, x -> hash(x)) AS units, list_transform(k.village_list, x -> hash(x)) AS villages,
    CASE WHEN k.area_m2 > 0 THEN k.area_m2 END AS area,
    regexp_extract(k.land_use, '^([A-Z]+)', 1) AS land_use,
    coalesce(h.numbers, []) AS holder_numbers, coalesce(h.names, []) AS holder_names, coalesce(p.serials, []) AS serials,
    hash(h.records, p.records) AS attached,
    nullif(trim(k.split_from), '') AS split_from,
    list_filter(list_transform(regexp_split_to_array(coalesce(k.merged_from, ''), '[;,|+\n]'), x -> trim(x)), x -> x <> '')
        AS merged_from, coalesce(q.pairs, []) AS kin,
    coalesce(q.siblings, []) AS siblings,
    coalesce(k.unit_current, CASE WHEN len(k.unit_list) = 1 THEN k.unit_list[1] END) AS commune
FROM keyed k
LEFT JOIN holder h ON h.source_id = k.source_id AND h.parcel_key = k.parcel_key
LEFT JOIN paper p ON p.source_id = k.source_id AND p.parcel_key = k.parcel_key
LEFT JOIN parcel_kin q ON q.source_id = k.source_id AND q.record_key = k.record_key
