-- a row is a discrepancy, without its values and its records' keys (a key is often a personal number itself)
-- $file: value
SELECT
    commune,
    kind,
    severity,
    dimension,
    entity_kind,
    field,
    array_to_string(sources, '; ') AS sources,
    first_seen_run,
    fingerprint
FROM $file
ORDER BY commune NULLS LAST, kind, fingerprint
