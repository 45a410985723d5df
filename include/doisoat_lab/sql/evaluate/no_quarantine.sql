-- a row is a quarantined row of the run; there is none
-- makes: run_quarantine
CREATE VIEW run_quarantine AS
SELECT '' AS source, '' AS lineage_file, '' AS lineage_sheet, 0 AS lineage_row WHERE FALSE
