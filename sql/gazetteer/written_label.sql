-- a row is one label of one unit with its commonest spelling and where, when and by how many movers it was seen
-- reads: membership, typed_label
SELECT
    m.unit, m.source, m.day, coalesce(c.typed, m.label) AS label, m.written, count(DISTINCT m.entity) AS movers
FROM membership AS m
LEFT JOIN typed_label AS c ON c.unit = m.unit AND c.label = m.label
GROUP BY ALL
ORDER BY ALL
