-- a row is one pair of parcel records (a < b) that share a block of at most $cap records
-- $cap: value
-- reads: parcel_block
-- makes: parcel_pair
CREATE OR REPLACE TABLE parcel_pair AS
SELECT DISTINCT x.nid AS a, y.nid AS b
FROM parcel_block x JOIN parcel_block y ON x.kind = y.kind AND x.key = y.key AND x.nid < y.nid
WHERE x.size <= $cap AND (greatest(x.role, y.role) <= 1 OR least(x.role, y.role) = 0)
