-- a row is a remark on one value of a record
-- reads: named, remarks
SELECT
    remarks.__file AS lineage_file, remarks.__sheet AS lineage_sheet, remarks.__row AS lineage_row,
    remarks.reason, remarks.field, named.record_key, remarks.suggestion
FROM remarks
INNER JOIN named ON named._id = remarks._id
ORDER BY remarks._id, remarks.field
