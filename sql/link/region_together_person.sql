-- adds the nodes that bear number and name of one at hand: whether records fall together outright depends on all of them
-- reads: person_touched, was_person
-- adds to: person_reach
INSERT INTO person_reach
WITH borne AS (
    SELECT DISTINCT number, name FROM was_person JOIN person_reach USING (nkey) WHERE number >= 0 AND name IS NOT NULL
)
SELECT DISTINCT w.nkey, CAST(3 AS TINYINT) FROM was_person w JOIN borne USING (number, name)
WHERE w.nkey NOT IN (SELECT nkey FROM person_reach) AND w.nkey NOT IN (SELECT nkey FROM person_touched)
