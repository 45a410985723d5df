-- a row is a line that says of a parcel or certificate something else than its first line
-- $prefix: value
-- reads: fates, staged
SELECT
    staged.__file AS lineage_file, staged.__sheet AS lineage_sheet, staged.__row AS lineage_row,
    concat($prefix, staged._natural) AS record_key
FROM fates
INNER JOIN staged ON staged._id = fates._id
WHERE fates.fate = 'conflict'
ORDER BY staged._id
