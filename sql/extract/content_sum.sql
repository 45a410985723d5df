-- a row is the sum of a chunk's row hashes, in two halves; the sum does not depend on the order of rows
SELECT
    coalesce(sum(md5_number_lower(line)::HUGEINT), 0) AS low,
    coalesce(sum(md5_number_upper(line)::HUGEINT), 0) AS high
FROM (SELECT to_json(row({columns}))::VARCHAR AS line FROM chunk) AS lines
