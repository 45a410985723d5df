-- a row is one decision of people about two records, numbered in the order of the file: the newest is the last
-- $decisions: value
-- makes: decision
CREATE OR REPLACE TABLE decision AS
SELECT row_number() OVER (ORDER BY file_row_number) - 1 AS rank, entity_kind, source_a, record_a, source_b, record_b,
    verdict = 'same' AS same
FROM $decisions
WHERE verdict IN ('same', 'different')
