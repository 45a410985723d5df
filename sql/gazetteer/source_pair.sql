-- a row is the number of movers of one unit that one source puts under one label and another source under another
-- reads: label_vote
SELECT a.unit, a.source AS source_a, b.source AS source_b, a.label AS label_a, b.label AS label_b, count(*) AS movers
FROM label_vote AS a
JOIN label_vote AS b ON a.unit = b.unit AND a.entity = b.entity AND a.source <> b.source
GROUP BY ALL
