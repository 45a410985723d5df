-- a row is one kind of person record (its table, how much of its date and of its place is known; whether it bears a
-- number, whether another record of its cluster bears the same, whether it is linked at all) and how many there are
-- $stratum: value
-- reads: node, node_label, person_proto, person_value
WITH held AS (
    SELECT n.nid, l.label, n.number, n.formers, n.participants, n.records FROM node n JOIN node_label l USING (nid)
),
shared AS (
    SELECT nid FROM held WHERE number >= 0 AND records > 1
    UNION SELECT nid FROM held WHERE number >= 0 QUALIFY count(*) OVER (PARTITION BY label, number) > 1
    UNION SELECT nid FROM (SELECT nid, label, unnest(formers) AS v FROM held)
        QUALIFY count(*) OVER (PARTITION BY label, v) > 1
    UNION SELECT nid FROM (SELECT nid, label, unnest(participants) AS v FROM held)
        QUALIFY count(*) OVER (PARTITION BY label, v) > 1
),
size AS (SELECT label, sum(records) AS records FROM held GROUP BY label)
SELECT $stratum AS stratum,
    CAST(v.number >= 0 OR v.former IS NOT NULL OR v.participant IS NOT NULL AS TINYINT) AS borne,
    CAST(p.nid IN (SELECT nid FROM shared) AS TINYINT) AS backed, CAST(z.records > 1 AS TINYINT) AS linked,
    count(*) AS records
FROM person_value v JOIN person_proto p USING (rid) JOIN node_label l USING (nid) JOIN size z USING (label)
GROUP BY ALL ORDER BY ALL
