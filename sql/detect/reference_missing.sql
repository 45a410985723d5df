-- a row is one source that some rules were not applied to because what they judge by is missing; no record is named
-- reads: batch_communes, config_units, covered, heads_unsaid, land_right, params, parcel, social_insurance, sources,
-- reads: village_unlisted
-- adds to: found
WITH asked AS (
    -- of the batches of a run, the one without a home commune speaks for the province
    SELECT province FROM params
    WHERE whole OR EXISTS (SELECT 1 FROM batch_communes WHERE commune IS NULL)
),

bare AS (
    SELECT c.unit
    FROM config_units AS c
    ANTI JOIN (SELECT unit FROM covered WHERE register = 'population') AS p USING (unit)
),

outside AS (
    SELECT source_id, unnest(candidates(unit_candidates)) AS unit, record_key
    FROM social_insurance
    WHERE status IN ('active', 'suspended')
    UNION ALL
    SELECT r.source_id, unnest(candidates(p.unit_candidates)) AS unit, r.record_key
    FROM land_right AS r
    JOIN parcel AS p USING (source_id, parcel_key)
),

missing AS (
    SELECT 'village_list' AS field, source AS source_id, printf('%s: %s (%d)', unit, label, records) AS value
    FROM village_unlisted
    UNION ALL
    SELECT 'population' AS field, o.source_id, printf('%s (%d)', o.unit, count(DISTINCT o.record_key)) AS value
    FROM outside AS o
    JOIN bare USING (unit)
    GROUP BY o.source_id, o.unit
    UNION ALL
    SELECT s.register || '.' || s.level AS field, s.source_id, c.unit AS value
    FROM sources AS s
    JOIN config_units AS c ON s.covers_units IS NULL OR list_contains(s.covers_units, c.unit)
    ANTI JOIN covered AS v ON v.register = s.register AND v.level = s.level AND v.unit = c.unit
    WHERE NOT s.read
)

SELECT
    'unit' AS entity_kind, a.province AS entity_id, m.field, m.source_id, NULL AS record_key, m.value,
    m.field AS finding
FROM missing AS m
CROSS JOIN asked AS a
UNION ALL
SELECT
    'source' AS entity_kind, source_id AS entity_id, 'relation_to_head' AS field, source_id, NULL AS record_key,
    printf('%d/%d', unheaded, households) AS value, concat_ws('|', source_id, 'relation_to_head') AS finding
FROM heads_unsaid
