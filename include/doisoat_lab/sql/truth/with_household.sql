-- a row is nothing: people missing at a level of the household register are not told where all they live in is missing there
-- reads: p
-- adds to: finding
DELETE FROM finding
WHERE kind = 'missing_at_level' AND (entities, field) IN (
    WITH lost AS (
        SELECT DISTINCT entities, field FROM finding
        WHERE kind = 'missing_at_level' AND starts_with(field, 'household.')
    ),

    lives AS (
        SELECT DISTINCT eid, home FROM p WHERE tbl = 'household_member' AND to_on IS NULL AND home IS NOT NULL
    )

    SELECT person.entities, person.field
    FROM lost AS person
    JOIN lives ON lives.eid = person.entities
    LEFT JOIN lost AS household ON household.entities = lives.home AND household.field = person.field
    GROUP BY person.entities, person.field
    HAVING bool_and(household.entities IS NOT NULL)
)
