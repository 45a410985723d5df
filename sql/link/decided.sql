-- a row is one decision about two records of table $table, with their numbers there
-- $kind: person, household, parcel, organisation
-- $about: value
-- $table: person_record, household_record, parcel_record, organisation_record
-- $number: rid, nid
-- reads: $table, decision
-- makes: decided_$kind
CREATE OR REPLACE TABLE decided_$kind AS
SELECT d.rank, CAST(x.$number AS BIGINT) AS a, CAST(y.$number AS BIGINT) AS b, d.same
FROM decision d
JOIN $table x ON x.source_id = d.source_a AND x.record_key = d.record_a
JOIN $table y ON y.source_id = d.source_b AND y.record_key = d.record_b
WHERE d.entity_kind = $about AND x.$number <> y.$number
