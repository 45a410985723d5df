-- a row is one household record under one blocking key; blocks above the cap are dropped
-- reads: household_block, household_record
SELECT DISTINCT CAST(b.kind AS INTEGER) AS kind, b.key AS raw, b.key, r.nkey
FROM household_block b JOIN household_record r USING (nid) WHERE r.role <= 1
