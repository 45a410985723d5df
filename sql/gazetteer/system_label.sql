-- a row is one mover's label in one unit at one time: the commonest among the sources of that time
-- reads: label_vote, period
-- makes: system_label
SELECT v.entity, v.unit, v.period, first(v.label ORDER BY v.votes DESC, v.label) AS label
FROM (
    SELECT l.entity, l.unit, s.period, l.label, count(*) AS votes
    FROM label_vote AS l
    JOIN period AS s USING (unit, source)
    GROUP BY ALL
) AS v
GROUP BY v.entity, v.unit, v.period
