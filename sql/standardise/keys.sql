-- a row is a surrogate key this source ever gave, with the hashes by which its record is recognised next time
-- $table: value
-- $hashes: value
-- $prior_hashes: value
-- reads: fresh, matched, prior
SELECT
    $table AS "table", matched.record_key, fresh.parent,
    coalesce(
        TRY_CAST(regexp_extract(matched.record_key, '/([0-9]+)$', 1) AS INTEGER),
        -- Rows alike in every letter keep their order.
        row_number() OVER (PARTITION BY fresh.digest ORDER BY fresh.id)
    )::INTEGER AS n,
    $hashes, TRUE AS alive
FROM matched
INNER JOIN fresh ON fresh.id = matched.id
UNION ALL
SELECT $table, record_key, parent, n, $prior_hashes, FALSE
FROM prior
WHERE record_key NOT IN (SELECT record_key FROM matched)
ORDER BY record_key
