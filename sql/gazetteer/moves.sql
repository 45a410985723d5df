-- a row is the number of movers of one unit that bore one label at one time and one label at the time after it
-- reads: former_vote, label_former, newest, period_step, system_label
SELECT
    a.unit, a.period, coalesce(f.former, d.former) AS former, a.label AS old, b.label AS new, count(*) AS movers
FROM system_label AS a
JOIN period_step AS p ON p.unit = a.unit AND p.period = a.period
JOIN system_label AS b ON b.unit = a.unit AND b.entity = a.entity AND b.period = p.next
LEFT JOIN former_vote AS f ON f.unit = a.unit AND f.entity = a.entity
LEFT JOIN newest AS n ON n.unit = a.unit
LEFT JOIN system_label AS l ON l.unit = a.unit AND l.entity = a.entity AND l.period = n.period
LEFT JOIN label_former AS d ON d.unit = a.unit AND d.label = l.label
GROUP BY ALL
ORDER BY ALL
