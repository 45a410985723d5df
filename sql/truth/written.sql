-- a row is one way of writing the name of somebody who has several
SELECT DISTINCT name
FROM p
SEMI JOIN (
    SELECT eid FROM p GROUP BY eid HAVING count(DISTINCT lower(nfc_normalize(name))) > 1
) USING (eid)
WHERE name IS NOT NULL
ORDER BY name
