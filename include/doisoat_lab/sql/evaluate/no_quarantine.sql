-- a row is a quarantined row of the run; there is none
CREATE VIEW run_quarantine AS
SELECT '' AS source, '' AS lineage_file, '' AS lineage_sheet, 0 AS lineage_row WHERE FALSE
