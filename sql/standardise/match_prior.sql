-- a row is a fresh record that bears a key of the last extract, found by one hash that is as often here as there
-- $hash: h0, h1, h2, h3, h4, h5
-- $exact: value
-- reads: fresh, prior
-- adds to: matched
INSERT INTO matched
WITH here AS (
    SELECT id, $hash AS h, row_number() OVER (PARTITION BY $hash ORDER BY id) AS nth,
        count(*) OVER (PARTITION BY $hash) AS times
    FROM fresh
    WHERE $hash IS NOT NULL AND id NOT IN (SELECT id FROM matched)
),
there AS (
    SELECT record_key, $hash AS h, row_number() OVER (PARTITION BY $hash ORDER BY alive DESC, n, record_key) AS nth,
        count(*) OVER (PARTITION BY $hash) AS times
    FROM prior
    WHERE $hash IS NOT NULL AND record_key NOT IN (SELECT record_key FROM matched)
)
SELECT here.id, there.record_key
FROM here INNER JOIN there USING (h, nth)
WHERE $exact OR (here.times = 1 AND there.times = 1)
