-- a row is a label of one unit's newest time whose movers nearly all come from one former unit
-- reads: former_vote, newest, system_label
-- makes: label_former
WITH counted AS (
    SELECT l.unit, l.label, f.former, count(*) AS movers
    FROM system_label AS l
    JOIN former_vote AS f USING (unit, entity)
    JOIN newest AS n ON n.unit = l.unit AND n.period = l.period
    GROUP BY ALL
)

SELECT unit, label, first(former ORDER BY movers DESC, former) AS former
FROM counted
GROUP BY unit, label
HAVING sum(movers) >= 3 AND max(movers) >= 0.9 * sum(movers)
