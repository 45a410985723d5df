-- a row is one household with more than a hundred nodes in the run before: too many to say who lives with whom
-- reads: was_person
-- makes: person_crowded
CREATE OR REPLACE TABLE person_crowded AS
SELECT household FROM was_person WHERE household IS NOT NULL GROUP BY household HAVING count(DISTINCT nkey) > 100
