-- a row is a link of the run; the run published none
-- makes: run_links
CREATE VIEW run_links AS
SELECT '' AS entity_kind, '' AS source_a, '' AS record_a, '' AS source_b, '' AS record_b, '' AS decision WHERE FALSE
