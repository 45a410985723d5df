-- a row is one decision about two records of table $table, with their numbers there
CREATE OR REPLACE TABLE decided_$kind AS
SELECT d.rank, CAST(x.$number AS BIGINT) AS a, CAST(y.$number AS BIGINT) AS b, d.same
FROM decision d
JOIN $table x ON x.source_id = d.source_a AND x.record_key = d.record_a
JOIN $table y ON y.source_id = d.source_b AND y.record_key = d.record_b
WHERE d.entity_kind = '$kind' AND x.$number <> y.$number
