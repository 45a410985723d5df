-- a row is the whole run: readable records of truth, those the run lost, records truth does not know, garbage let through
-- reads: judged
SELECT count(*) FILTER (known AND readable), count(*) FILTER (known AND readable AND NOT found),
       count(*) FILTER (NOT known), count(*) FILTER (known AND NOT readable AND found)
FROM judged
