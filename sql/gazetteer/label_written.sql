-- a row is one label as one source writes it in one configured commune: how often, and whether the list has no such village
-- reads: config_unit, village_record
WITH spelt AS (
    SELECT
        commune AS unit, key, source, label, bool_or(status IN ('unknown', 'unlisted')) AS missing, count(*) AS records
    FROM village_record
    SEMI JOIN config_unit AS c ON c.unit = commune
    GROUP BY ALL
)

SELECT
    unit, key, source, first(label ORDER BY records DESC, label) AS label, bool_or(missing) AS missing,
    CAST(sum(records) AS BIGINT) AS records
FROM spelt
GROUP BY unit, key, source
ORDER BY unit, key, source
