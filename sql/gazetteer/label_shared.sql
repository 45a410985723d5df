-- a row is one label no list has, by how many movers bear it and for how many of these two sources say so
-- reads: config_unit, village_record
SELECT commune AS unit, key, count(*) AS movers, count(*) FILTER (sources > 1) AS confirmed
FROM (
    SELECT commune, key, mover, count(DISTINCT source) AS sources
    FROM village_record
    SEMI JOIN config_unit AS c ON c.unit = commune
    WHERE status IN ('unknown', 'unlisted')
    GROUP BY ALL
)
GROUP BY ALL
ORDER BY ALL
