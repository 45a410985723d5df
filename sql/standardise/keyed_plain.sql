-- a row is a staged row whose own key is the record's; nothing is joined, so that the source's order stays
-- $prefix: value
-- reads: staged
-- makes: keyed
-- in place of: keyed
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT *, concat($prefix, _natural) AS record_key, NULL::VARCHAR AS lead_key FROM staged
