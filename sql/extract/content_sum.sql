-- a row is the sum of a chunk's row hashes, in two halves; the sum does not depend on the order of rows
SELECT
    coalesce(sum(line & 18446744073709551615::UHUGEINT), 0) AS low,
    coalesce(sum(line >> 64), 0) AS high
FROM (SELECT md5_number(concat_ws(chr(31), {columns})) AS line FROM chunk) AS lines
