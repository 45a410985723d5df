-- a row is one node under one blocking key (raw), as cut to a bounded size (key; dropped where it could not be)
-- reads: block_bounded, node
SELECT DISTINCT CAST(b.kind AS INTEGER) AS kind, b.raw, b.key, b.dropped, n.nkey
FROM block_bounded b JOIN node n USING (nid) WHERE n.role <= 1
