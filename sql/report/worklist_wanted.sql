-- a row is one record named by a finding of the worklists
-- reads: finding
-- makes: wanted
SELECT DISTINCT
    split_part(named.record, '|', 1) AS source_id,
    substr(named.record, strpos(named.record, '|') + 1) AS record_key
FROM (SELECT unnest(records) AS record FROM finding) AS named
