-- a row is one wanted record of one canonical file: its reference, and a keyed digest of every value decisions rest on
-- $digests: value
-- $records: value
-- reads: wanted
SELECT r.record_key, r.record_ref, $digests
FROM $records AS r
JOIN wanted AS w ON w.record = r.record_key
