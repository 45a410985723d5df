-- a row is a person, household or parcel with its commune: where its records resolve to one unit most often
-- reads: finding, p, thing
-- makes: home
SELECT eid, mode(units) AS commune
FROM (
    SELECT eid, units FROM p WHERE units IS NOT NULL AND NOT contains(units, '|') AND dwells
    UNION ALL
    SELECT eid, units FROM thing WHERE units IS NOT NULL AND NOT contains(units, '|')
)
SEMI JOIN (SELECT DISTINCT split_part(entities, '|', 1) AS eid FROM finding) USING (eid)
GROUP BY eid
