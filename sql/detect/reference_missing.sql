-- a row is one source that some rules were not applied to because it lacks what they judge by; no record is named
SELECT
    'source' AS entity_kind, source_id AS entity_id, 'relation_to_head' AS field, source_id, NULL AS record_key,
    printf('%d/%d', unheaded, households) AS value, concat_ws('|', source_id, 'relation_to_head') AS finding
FROM heads_unsaid
