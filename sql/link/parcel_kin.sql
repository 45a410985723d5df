-- a row is one parcel record that others were made of, or that was made of others, with a key of each such pair (pairs)
-- and of each pair with another part of the same parcel in its source (siblings)
-- reads: parcel_succession
-- makes: parcel_kin
CREATE OR REPLACE TABLE parcel_kin AS
WITH part AS (
    -- the parts of one whole in one source
    SELECT hash(change, parent_source, parent_record, child_source) AS whole, child_source AS source_id,
        child_record AS record_key
    FROM parcel_succession WHERE change = 'split'
    UNION ALL
    SELECT hash(change, child_source, child_record, parent_source), parent_source, parent_record
    FROM parcel_succession WHERE change = 'merge'
),
side AS (
    SELECT parent_source AS source_id, parent_record AS record_key,
        hash(parent_source, parent_record, child_source, child_record) AS pair, 'pair' AS kind
    FROM parcel_succession
    UNION
    SELECT child_source, child_record, hash(parent_source, parent_record, child_source, child_record), 'pair'
    FROM parcel_succession
    UNION
    SELECT x.source_id, x.record_key,
        hash(x.source_id, least(x.record_key, y.record_key), greatest(x.record_key, y.record_key)), 'sibling'
    FROM part x JOIN part y ON x.whole = y.whole AND x.record_key <> y.record_key
)
SELECT source_id, record_key, coalesce(list(pair ORDER BY pair) FILTER (kind = 'pair'), []) AS pairs,
    coalesce(list(pair ORDER BY pair) FILTER (kind = 'sibling'), []) AS siblings
FROM side GROUP BY ALL
