-- a row is a record of the canonical table
WITH keyed AS (
    SELECT
        staged.*,
        coalesce(matched.record_key, concat('{prefix}', staged._natural)) AS record_key,
        lead_keys.lead_key
    FROM staged
    LEFT JOIN matched ON matched.id = staged._id
    LEFT JOIN lead_keys ON lead_keys._group = staged._group
    LEFT JOIN fates ON fates._id = staged._id
    WHERE fates._id IS NULL
)
SELECT
    '{source}' AS source_id,
    keyed.record_key,
    concat('r_', substr(sha256(concat('{outer}', sha256(concat('{inner}', keyed.record_key)))), 1, 20)) AS record_ref,
    keyed.__file AS lineage_file,
    keyed.__sheet AS lineage_sheet,
    keyed.__row AS lineage_row,
    checksums.sha256 AS lineage_checksum,
    '{as_of}' AS as_of,
    keyed.updated_on,
    {columns}
FROM keyed
LEFT JOIN checksums ON checksums.name = keyed.__file
