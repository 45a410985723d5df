-- a row is one canonical record with the entity it is about
-- reads: entity_row
-- makes: entities
SELECT source AS source_id, "table", record AS record_key, entity_kind, entity_id, register, level, commune
FROM entity_row
