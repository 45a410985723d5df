-- a row is one label of one unit in one source: first and last day it was seen, and by how many movers the last time
-- $before: value
-- reads: seen
WITH now AS (
    SELECT
        unit, label, source, first(written ORDER BY movers DESC, written) AS written, max(day) AS first_as_of,
        max(day) AS last_as_of, CAST(sum(movers) AS BIGINT) AS households
    FROM seen
    GROUP BY unit, label, source
),

before AS (
    SELECT unit, label, source, written, first_as_of, last_as_of, households
    FROM $before
)

SELECT
    coalesce(n.unit, b.unit) AS unit,
    coalesce(n.label, b.label) AS label,
    coalesce(n.source, b.source) AS source,
    coalesce(n.written, b.written) AS written,
    least(coalesce(b.first_as_of, n.first_as_of), coalesce(n.first_as_of, b.first_as_of)) AS first_as_of,
    greatest(coalesce(b.last_as_of, n.last_as_of), coalesce(n.last_as_of, b.last_as_of)) AS last_as_of,
    coalesce(n.households, b.households) AS households
FROM now AS n
FULL JOIN before AS b USING (unit, label, source)
ORDER BY ALL
