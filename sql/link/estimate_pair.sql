-- a row is one pair of a hidden record without its numbers (a) and a node (b) that share a block of bounded size; its
-- own node is met without the record itself
-- reads: block_bounded, hidden, hidden_block, hidden_node
-- makes: hidden_pair
CREATE OR REPLACE TABLE hidden_pair AS
WITH plain AS (SELECT b.kind, b.key AS raw, b.key, b.nid, b.dateless, 0 AS cut FROM hidden_block b),
cut AS (
    SELECT DISTINCT s.kind, s.raw, hash(s.raw, n.sex, unnest(n.units)) AS key, s.nid, s.dateless, 1 AS cut
    FROM plain s JOIN hidden_node n USING (nid) SEMI JOIN block_bounded o ON o.kind = s.kind AND o.raw = s.raw AND o.cut > 0
),
cut_again AS (
    SELECT DISTINCT s.kind, s.raw, hash(s.key, unnest(n.villages), n.date // 10000) AS key, s.nid, s.dateless, 2 AS cut
    FROM cut s JOIN hidden_node n USING (nid)
),
keyed AS (SELECT * FROM plain UNION ALL SELECT * FROM cut UNION ALL SELECT * FROM cut_again),
met AS (
    SELECT h.masked, h.nid AS own, o.nid, k.kind, k.key, k.cut
    FROM keyed k JOIN hidden h ON h.masked = k.nid
    JOIN block_bounded o ON o.kind = k.kind AND o.key = k.key AND o.cut = k.cut AND NOT o.dropped
    WHERE k.kind <> 13 OR k.dateless OR o.dateless
)
SELECT masked AS a, nid AS b FROM met WHERE nid <> own
UNION
SELECT m.masked, k.nid FROM met m
JOIN keyed k ON k.nid = m.masked + 1 AND k.kind = m.kind AND k.key = m.key AND k.cut = m.cut
WHERE m.nid = m.own
