-- a row is one record of one finding, as the rules give them
CREATE TEMP TABLE found (
    kind VARCHAR, entity_kind VARCHAR, entity_id VARCHAR, field VARCHAR, source_id VARCHAR, record_key VARCHAR,
    value VARCHAR, finding VARCHAR
)
