-- a row is one record of a person whose name is spelt in several ways that differ in tone marks or in missing marks only
WITH record AS (
    SELECT entity_id, source_id, record_key, full_name
    FROM person_record
    WHERE full_name IS NOT NULL
),

spelt AS (
    SELECT entity_id
    FROM record
    GROUP BY entity_id
    HAVING min(full_name) <> max(full_name)
),

harmless AS (
    SELECT entity_id
    FROM record
    SEMI JOIN spelt USING (entity_id)
    GROUP BY entity_id
    HAVING
        min(lower(nfc_normalize(full_name))) <> max(lower(nfc_normalize(full_name)))
        AND min(name_fold(full_name)) = max(name_fold(full_name))
        AND coalesce(
            min(name_plain(full_name)) FILTER (name_marked(full_name))
            = max(name_plain(full_name)) FILTER (name_marked(full_name)), true
        )
)

SELECT
    'person' AS entity_kind, entity_id, 'full_name' AS field, source_id, record_key, full_name AS value,
    entity_id AS finding
FROM record
SEMI JOIN harmless USING (entity_id)
