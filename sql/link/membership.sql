-- a row is one canonical record with its entity kind and cluster; a cluster's number is only valid in this run
-- reads: household_label, household_record, in_certificate, in_right, node_label, organisation_label,
-- reads: organisation_record, parcel_label, parcel_record, person_proto, person_record
-- makes: membership
CREATE OR REPLACE TABLE membership AS
SELECT r.register, r.level, r.source_id AS source, CASE r.tbl WHEN 'right' THEN 'right' ELSE r.tbl END AS "table",
    r.record_key AS record, 'person' AS entity_kind, CAST(l.label AS BIGINT) AS cluster, r.commune
FROM person_record r JOIN person_proto p USING (rid) JOIN node_label l USING (nid)
UNION ALL
SELECT split_part(h.source_id, '.', 1), split_part(h.source_id, '.', 2), h.source_id, 'household', h.record_key,
    'household', l.label, h.commune
FROM household_record h JOIN household_label l USING (nid)
UNION ALL
SELECT split_part(p.source_id, '.', 1), split_part(p.source_id, '.', 2), p.source_id, 'parcel', p.record_key, 'parcel',
    l.label, p.commune
FROM parcel_record p JOIN parcel_label l USING (nid)
UNION ALL
SELECT split_part(r.source_id, '.', 1), split_part(r.source_id, '.', 2), r.source_id, 'right', r.record_key,
    'organisation', l.label, r.commune
FROM organisation_record r JOIN organisation_label l USING (nid)
UNION ALL
-- certificates and the rights that name nobody (a household without its head, a holder of no known kind) speak of their
-- parcel; one whose parcel is unknown stands alone
SELECT split_part(t.source_id, '.', 1), split_part(t.source_id, '.', 2), t.source_id, t.tbl, t.record_key, 'parcel',
    coalesce(p.label, -1 - row_number() OVER (ORDER BY t.source_id, t.record_key)), p.commune
FROM (
    SELECT source_id, record_key, parcel_key, 'certificate' AS tbl FROM in_certificate
    UNION ALL
    SELECT source_id, record_key, parcel_key, 'right' FROM in_right
    WHERE NOT names_person(holder_kind, holder_name_key, holder_personal_id, holder_former_id)
        AND coalesce(holder_kind, '') NOT IN ('organisation', 'community')
) t
LEFT JOIN (
    SELECT source_id, parcel_key, min(label) AS label, min(commune) AS commune
    FROM parcel_record JOIN parcel_label USING (nid) GROUP BY ALL
) p ON p.source_id = t.source_id AND p.parcel_key = t.parcel_key
