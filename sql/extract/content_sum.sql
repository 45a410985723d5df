-- a row is the sum of a chunk's row hashes, in two halves; the sum does not depend on the order of rows
-- (halves and HUGEINT, because a sum of UHUGEINT is a DOUBLE and would not be exact)
-- $columns: value
-- reads: chunk
SELECT
    coalesce(sum((line & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS low,
    coalesce(sum((line >> 64)::HUGEINT), 0) AS high
FROM (SELECT md5_number(concat_ws(chr(31), $columns)) AS line FROM chunk) AS lines
