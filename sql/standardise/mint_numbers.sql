-- a row is a fresh record of a household or parcel, numbered after the highest number that parent ever gave
-- $prefix: value
-- reads: fresh, prior
-- adds to: matched
INSERT INTO matched
WITH highest AS (SELECT parent, max(n) AS n FROM prior GROUP BY parent)
SELECT
    fresh.id,
    concat(
        $prefix, fresh.parent, '/',
        coalesce(highest.n, 0) + row_number() OVER (PARTITION BY fresh.parent ORDER BY fresh.id)
    ) AS record_key
FROM fresh
LEFT JOIN highest USING (parent)
WHERE fresh.id NOT IN (SELECT id FROM matched)
