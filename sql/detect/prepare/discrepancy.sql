-- a row is one discrepancy; the kinds are added one after the other, so that memory is bounded by the largest
-- makes: discrepancy
CREATE TEMP TABLE discrepancy (
    run VARCHAR, fingerprint VARCHAR, kind VARCHAR, severity VARCHAR, dimension VARCHAR, entity_kind VARCHAR,
    entity_id VARCHAR, commune VARCHAR, field VARCHAR, sources VARCHAR[], records VARCHAR[], "values" VARCHAR,
    cause VARCHAR, proposal VARCHAR, first_seen_run VARCHAR
)
