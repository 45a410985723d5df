-- a row is a kind of harmless case: how many there are, and how many have a finding that truth does not have
-- reads: found, truth_harmless, wanted
WITH wrong AS (
    SELECT DISTINCT unnest(string_split(entities, '|')) AS entity_id
    FROM (SELECT * FROM found ANTI JOIN wanted USING (kind, field, sources, entities))
)
SELECT h."case", count(DISTINCT h.case_no) AS cases, count(DISTINCT h.case_no) FILTER (w.entity_id IS NOT NULL) AS flagged
FROM truth_harmless AS h
LEFT JOIN wrong AS w USING (entity_id)
GROUP BY ALL
ORDER BY ALL
