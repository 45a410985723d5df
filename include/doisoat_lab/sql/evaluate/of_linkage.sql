-- a row is a kind of finding about the linkage itself: how many there are, and how many speak of one true entity only
-- $kinds: value
-- reads: found
SELECT kind, count(*), count(*) FILTER (NOT contains(entities, '|'))
FROM found
WHERE list_contains($kinds, kind)
GROUP BY kind
ORDER BY kind
