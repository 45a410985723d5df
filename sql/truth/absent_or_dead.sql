-- a row is a record of an insured person or land holder whom no population register knows, or of a dead one still noted
WITH known AS (SELECT DISTINCT eid FROM p WHERE tbl = 'population'),

dead AS (SELECT DISTINCT eid FROM p WHERE tbl = 'population' AND vital = 'deceased'),

population_read AS (SELECT count(*) > 0 AS yes FROM read_source WHERE register = 'population'),

insured AS (
    SELECT * FROM p
    WHERE tbl = 'social_insurance' AND status IN ('active', 'suspended')
        AND (units IS NULL OR list_has_any(string_split(units, '|'), (SELECT list(code) FROM config_unit)))
),

evidence AS (
    SELECT 'deceased_but_insured' AS kind, eid, source, ref, status AS value FROM p
    WHERE tbl = 'social_insurance' AND status = 'active'
    UNION ALL
    SELECT 'deceased_but_resident' AS kind, eid, source, ref, household_no AS value FROM p
    WHERE tbl = 'household_member' AND to_on IS NULL
)

SELECT
    'insured_not_in_population' AS kind, NULL AS field, eid AS entities, NULL AS scope, source, ref, status AS value
FROM insured
ANTI JOIN known USING (eid)
WHERE (SELECT yes FROM population_read)
UNION ALL
SELECT
    'holder_not_in_population' AS kind, NULL AS field, eid AS entities, NULL AS scope, source, ref, name AS value
FROM p
ANTI JOIN known USING (eid)
WHERE tbl = 'right' AND (SELECT yes FROM population_read)
UNION ALL
SELECT kind, NULL AS field, eid AS entities, NULL AS scope, source, ref, value
FROM evidence
SEMI JOIN dead USING (eid)
UNION ALL
SELECT e.kind, NULL AS field, p.eid AS entities, NULL AS scope, p.source, p.ref, p.vital AS value
FROM p
JOIN (SELECT DISTINCT kind, eid FROM evidence) AS e USING (eid)
WHERE p.tbl = 'population' AND p.vital = 'deceased'
