-- a row is one label of a unit's newest time, by how many movers it is borne and for how many two sources say so
-- reads: label_former, label_vote, newest, period
WITH told AS (
    SELECT l.unit, l.entity, l.label, count(*) AS sources
    FROM label_vote AS l
    JOIN period AS p USING (unit, source)
    JOIN newest AS n ON n.unit = p.unit AND n.period = p.period
    GROUP BY ALL
),

listed AS (
    SELECT p.unit, count(*) AS sources, min(p.day) AS day, list(p.source ORDER BY p.source) AS names
    FROM period AS p
    JOIN newest AS n ON n.unit = p.unit AND n.period = p.period
    GROUP BY p.unit
)

SELECT
    t.unit, t.label, f.former, s.day, s.names, s.sources,
    count(*) AS movers, count(*) FILTER (WHERE t.sources > 1) AS confirmed
FROM told AS t
JOIN listed AS s USING (unit)
LEFT JOIN label_former AS f USING (unit, label)
GROUP BY ALL
ORDER BY t.unit, t.label
