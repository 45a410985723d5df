-- a row is one pair of nodes (a < b) of shard $shard of $shards that share a blocking key; two settled nodes only meet
-- over a number, and key 13 only serves nodes without a birth date
-- $shard: value
-- $shards: value
-- reads: block_bounded
-- makes: pair
CREATE OR REPLACE TABLE pair AS
SELECT DISTINCT x.nid AS a, y.nid AS b
FROM block_bounded x JOIN block_bounded y ON x.kind = y.kind AND x.key = y.key AND x.nid < y.nid
WHERE NOT x.dropped AND NOT y.dropped AND (x.kind <= 3 OR NOT (x.settled AND y.settled))
    AND (x.kind <> 13 OR x.dateless OR y.dateless)
    AND (greatest(x.role, y.role) <= 1 OR least(x.role, y.role) = 0)
    AND hash(x.nid) % $shards = $shard
