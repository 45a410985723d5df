-- a row is one way of writing the name of somebody who has several
-- reads: p
-- makes: written
SELECT DISTINCT name
FROM p
SEMI JOIN (
    SELECT eid FROM p GROUP BY eid HAVING min(lower(nfc_normalize(name))) <> max(lower(nfc_normalize(name)))
) USING (eid)
WHERE name IS NOT NULL
ORDER BY name
