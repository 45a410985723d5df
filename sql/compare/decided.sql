-- a row is one record of a decision that only one of the runs had applied
-- reads: decision_a, decision_b
-- makes: decided
CREATE OR REPLACE TEMP TABLE decided AS
WITH book AS (
    SELECT 'a' AS run, * FROM decision_a UNION ALL SELECT 'b', * FROM decision_b
),
other AS (
    SELECT source_a, record_a, source_b, record_b FROM book
    GROUP BY source_a, record_a, source_b, record_b, verdict HAVING count(DISTINCT run) = 1
)
SELECT source_a AS source, record_a AS record FROM other UNION SELECT source_b, record_b FROM other
