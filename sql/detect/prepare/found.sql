-- a row is one record of one finding of the kind at hand, as its rule gives it; made anew for each kind
-- makes: found
CREATE OR REPLACE TEMP TABLE found (
    kind VARCHAR, entity_kind VARCHAR, entity_id VARCHAR, field VARCHAR, source_id VARCHAR, record_key VARCHAR,
    value VARCHAR, finding VARCHAR, cause VARCHAR, proposal VARCHAR
)
