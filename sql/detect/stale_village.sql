-- a row is one record whose village is written by a label no longer in use, whether the record dates the label or not,
-- with its present name where that is known
-- reads: place_record, village_names
-- adds to: found
WITH stale AS (
    SELECT * FROM place_record WHERE village_status IN ('stale', 'former')
),

present AS (
    SELECT s.source_id, s.record_key, string_agg(DISTINCT n.label, ' / ' ORDER BY n.label) AS label
    FROM (SELECT source_id, record_key, unnest(candidates(village_candidates)) AS village_id FROM stale) AS s
    JOIN village_names AS n USING (village_id)
    GROUP BY s.source_id, s.record_key
)

SELECT
    s.entity_kind, s.entity_id, 'village' AS field, s.source_id, s.record_key,
    s.village || coalesce(' → ' || p.label, '') AS value, concat_ws('|', s.entity_id, s.source_id) AS finding
FROM stale AS s
LEFT JOIN present AS p USING (source_id, record_key)
