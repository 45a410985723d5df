-- a row is a record of the canonical table
SELECT
    '{source}' AS source_id,
    named.record_key,
    concat('r_', substr(sha256(concat('{outer}', sha256(concat('{inner}', named.record_key)))), 1, 20)) AS record_ref,
    staged.__file AS lineage_file,
    staged.__sheet AS lineage_sheet,
    staged.__row AS lineage_row,
    checksums.sha256 AS lineage_checksum,
    '{as_of}' AS as_of,
    staged.updated_on,
    {columns}
FROM staged
INNER JOIN named ON named._id = staged._id
LEFT JOIN checksums ON checksums.name = staged.__file
