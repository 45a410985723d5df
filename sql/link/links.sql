-- a row is one pair of records that was linked, or that a person should look at; records that agree exactly on number,
-- name, birth date and sex are each linked to the first of them
-- $run: value
-- $exact_bits: value
-- $exact_evidence: value
-- reads: household_evidence, household_link, household_record, organisation_evidence, organisation_link,
-- reads: organisation_record, parcel_evidence, parcel_link, parcel_record, person_evidence, person_link, person_proto,
-- reads: person_record
WITH first AS (
    SELECT p.nid, arg_min(r.source_id, r.rid) AS source, arg_min(r.record_key, r.rid) AS record, min(r.rid) AS rid
    FROM person_proto p JOIN person_record r USING (rid) GROUP BY p.nid
),
exact AS (
    SELECT 'person' AS entity_kind, f.source AS source_a, f.record AS record_a, r.source_id AS source_b,
        r.record_key AS record_b, CAST($exact_bits AS DOUBLE) AS weight, 'link' AS decision,
        $exact_evidence AS evidence
    FROM person_proto p JOIN person_record r USING (rid) JOIN first f USING (nid) WHERE r.rid <> f.rid
),
organisation AS (
    SELECT nid, arg_min(source_id, record_key) AS source, min(record_key) AS record FROM organisation_record GROUP BY nid
),
weighed AS (
    SELECT 'person' AS entity_kind, x.source AS source_a, x.record AS record_a, y.source AS source_b,
        y.record AS record_b, w.weight, w.decision, e.evidence
    FROM person_link w JOIN first x ON x.nid = w.a JOIN first y ON y.nid = w.b
    JOIN person_evidence e ON e.pattern = w.pattern
    UNION ALL
    SELECT 'parcel', x.source_id, x.record_key, y.source_id, y.record_key, w.weight, w.decision, e.evidence
    FROM parcel_link w JOIN parcel_record x ON x.nid = w.a JOIN parcel_record y ON y.nid = w.b
    JOIN parcel_evidence e ON e.pattern = w.pattern
    UNION ALL
    SELECT 'household', x.source_id, x.record_key, y.source_id, y.record_key, w.weight, w.decision, e.evidence
    FROM household_link w JOIN household_record x ON x.nid = w.a JOIN household_record y ON y.nid = w.b
    JOIN household_evidence e ON e.pattern = w.pattern
    UNION ALL
    SELECT 'organisation', x.source, x.record, y.source, y.record, w.weight, w.decision, e.evidence
    FROM organisation_link w JOIN organisation x ON x.nid = w.a JOIN organisation y ON y.nid = w.b
    JOIN organisation_evidence e ON e.pattern = w.pattern
)
SELECT $run AS run, entity_kind, source_a, record_a, source_b, record_b, weight,
    round(1 / (1 + pow(2.0, -weight)), 6) AS probability, decision, evidence
FROM (SELECT * FROM exact UNION ALL SELECT * FROM weighed)
ORDER BY entity_kind, source_a, record_a, source_b, record_b
