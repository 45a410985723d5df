-- a row is one right of an organisation or community, with the node it belongs to: rights one source writes alike (the
-- same name parts, number, unit; for villages the former unit) are one node; a name that says nothing is only held together by its parcel, and a
-- record somebody decided on stands alone
-- reads: decision, in_parcel, in_right, organisation_name, parcel_cluster
-- makes: organisation_record
CREATE OR REPLACE TABLE organisation_record AS
WITH place AS (
    SELECT p.source_id, p.parcel_key, min(p.unit_candidates) AS unit_candidates, min(p.unit_current) AS unit_current,
        min(c.entity) AS parcel, min(coalesce(p.former_unit_code,
            CASE WHEN p.unit_status IN ('former', 'stale') THEN p.unit_code END)) AS former
    FROM in_parcel p LEFT JOIN parcel_cluster c ON c.source_id = p.source_id AND c.record_key = p.record_key
    WHERE p.parcel_key IS NOT NULL GROUP BY ALL
),
held AS (
    SELECT r.source_id, r.record_key, coalesce(n.form, '') AS form, coalesce(n.family, '') AS family,
        coalesce(n.bound, false) AS bound, coalesce(n.core, '') AS core, coalesce(n.figures, '') AS figures,
        -- a tax code (10 digits, 3 more for a branch), else a decision such as 123/QĐ-UBND
        coalesce(
            nullif(regexp_extract(coalesce(r.holder_personal_id, ''), '^[0-9]{10}(-?[0-9]{3})?$'), ''),
            nullif(regexp_extract(coalesce(r.holder_former_id, ''), '^[0-9]{10}(-?[0-9]{3})?$'), ''),
            CASE WHEN r.holder_personal_id LIKE '%/%' THEN upper(r.holder_personal_id)
                WHEN r.holder_former_id LIKE '%/%' THEN upper(r.holder_former_id) END
        ) AS number,
        coalesce(p.unit_candidates, '') AS unit_candidates,
        -- merged communes have several villages of one name: there the former commune tells them apart
        CASE WHEN n.form IN ('community', 'culture_house') THEN p.former END AS former, p.unit_current, p.parcel, r.parcel_key,
        d.record IS NOT NULL AS decided
    FROM in_right r
    LEFT JOIN organisation_name n ON n.name
        = coalesce(nullif(r.holder_name_key, ''), lower(strip_accents(replace(lower(r.holder_name), 'đ', 'd'))))
    LEFT JOIN place p ON p.source_id = r.source_id AND p.parcel_key = r.parcel_key
    LEFT JOIN (
        SELECT source_a AS source, record_a AS record FROM decision WHERE entity_kind = 'organisation'
        UNION SELECT source_b, record_b FROM decision WHERE entity_kind = 'organisation'
    ) d ON d.source = r.source_id AND d.record = r.record_key
    WHERE r.holder_kind IN ('organisation', 'community')
)
SELECT
    CAST(dense_rank() OVER (ORDER BY source_id, form, core, figures, coalesce(number, ''), unit_candidates, coalesce(former, ''),
        CASE WHEN core = '' AND figures = '' THEN coalesce(parcel_key, record_key) ELSE '' END,
        CASE WHEN decided THEN record_key ELSE '' END) - 1 AS INTEGER) AS nid,
    *, coalesce(unit_current, CASE WHEN unit_candidates <> '' AND NOT contains(unit_candidates, '|')
        THEN unit_candidates END) AS commune
FROM held
