-- a row is a record of the canonical table
-- $source: value
-- $as_of: value
-- $columns: value
-- reads: keyed
SELECT
    $source AS source_id,
    keyed.record_key,
    concat('r_', substr(sha256(concat(getvariable('pad'), keyed.record_key)), 1, 20)) AS record_ref,
    keyed.__file AS lineage_file,
    keyed.__sheet AS lineage_sheet,
    keyed.__row AS lineage_row,
    getvariable('checksums')[keyed.__file] AS lineage_checksum,
    coalesce(keyed._as_of, getvariable('days')[keyed.__file], nullif($as_of, '')) AS as_of,
    keyed.updated_on,
    $columns
FROM keyed
