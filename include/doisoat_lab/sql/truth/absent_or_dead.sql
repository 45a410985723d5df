-- a row is a record of an insured person or land holder whom no population register knows, or of a dead one still noted
-- reads: config_unit, inhabitant, p, plot, read_source
-- adds to: finding
WITH known AS (SELECT DISTINCT eid FROM p WHERE tbl = 'population'),

dead AS (SELECT DISTINCT eid FROM p WHERE tbl = 'population' AND vital = 'deceased'),

population_read AS (SELECT count(*) > 0 AS yes FROM read_source WHERE register = 'population'),

-- without any number a name in the commune that is the same or one letter off may be theirs
unnumbered AS (
    SELECT p.eid, p.name, p.born, unnest(string_split(coalesce(plot.units, p.units), '|')) AS unit
    FROM p
    ANTI JOIN known USING (eid)
    LEFT JOIN plot ON plot.source = p.source AND plot.parcel_key = p.parcel_key
    WHERE p.name IS NOT NULL AND p.eid IN (
        SELECT eid FROM p GROUP BY eid
        HAVING bool_and(
            tbl NOT IN ('population', 'household_member') AND personal_id IS NULL AND former_id IS NULL
            AND coalesce(length(participant_no), 10) <> 12
        )
    )
),

perhaps AS (
    SELECT DISTINCT u.eid
    FROM unnumbered AS u
    JOIN inhabitant AS i USING (unit)
    WHERE damerau_levenshtein(plain(u.name), plain(i.name)) < 2
        AND (u.born IS NULL OR i.born IS NULL OR starts_with(u.born, i.born) OR starts_with(i.born, u.born))
),

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
ANTI JOIN perhaps USING (eid)
WHERE (SELECT yes FROM population_read)
UNION ALL
SELECT
    'holder_not_in_population' AS kind, NULL AS field, eid AS entities, NULL AS scope, source, ref, name AS value
FROM p
ANTI JOIN known USING (eid)
ANTI JOIN perhaps USING (eid)
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
