-- a row is one mover's label in one unit as one source gives it: the commonest, of equally common ones the smaller
-- reads: membership, typed_label
-- makes: label_vote
SELECT v.entity, v.unit, v.source, first(v.label ORDER BY v.votes DESC, v.label) AS label
FROM (
    SELECT m.entity, m.unit, m.source, coalesce(c.typed, m.label) AS label, count(*) AS votes
    FROM membership AS m
    LEFT JOIN typed_label AS c ON c.unit = m.unit AND c.label = m.label
    GROUP BY ALL
) AS v
GROUP BY v.entity, v.unit, v.source
