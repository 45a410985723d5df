-- a row is an entity kind and a scope: pairs of records that belong together, that were put together, and that both
-- reads: judged
WITH cells AS (
    SELECT entity_kind, 'within' AS scope, level, true_id, found_id, count(*) AS n
    FROM judged
    WHERE readable
    GROUP BY ALL
    UNION ALL
    SELECT entity_kind, 'all', '', true_id, found_id, count(*)
    FROM judged
    WHERE readable
    GROUP BY ALL
),
rows_of AS (SELECT entity_kind, scope, level, true_id, sum(n) AS n FROM cells GROUP BY ALL),
columns_of AS (SELECT entity_kind, scope, level, found_id, sum(n) AS n FROM cells GROUP BY ALL),
pairs AS (
    SELECT entity_kind, scope, sum(n * (n - 1) / 2) AS "both", 0 AS "true", 0 AS found FROM cells GROUP BY ALL
    UNION ALL
    SELECT entity_kind, scope, 0, sum(n * (n - 1) / 2), 0 FROM rows_of GROUP BY ALL
    UNION ALL
    SELECT entity_kind, scope, 0, 0, sum(n * (n - 1) / 2) FROM columns_of GROUP BY ALL
)
SELECT entity_kind, scope, sum("both")::BIGINT AS "both", sum("true")::BIGINT AS "true", sum(found)::BIGINT AS found
FROM pairs
GROUP BY ALL
ORDER BY ALL
