-- a row is one land holder or insured person without personal number or CMND, unknown to population and household
-- registers, whom somebody in the commune's population may be: the name is the same without marks, or one letter off
-- (changed, lost, doubled, two swapped), and the dates of birth agree as far as both are known
-- reads: parcel, person_record, population
-- makes: may_be_registered
WITH unnumbered AS (
    SELECT r.entity_id, r.source_id, r.parcel_key, r.unit_candidates, letters(r.full_name) AS name, r.date_of_birth AS born
    FROM person_record AS r
    QUALIFY bool_and(
        r.table_name IN ('right', 'social_insurance') AND r.personal_id IS NULL AND r.former_id IS NULL
        -- a participant number of twelve digits is a personal number
        AND coalesce(length(r.participant_no), 0) <> 12
    ) OVER (PARTITION BY r.entity_id)
),

wanted AS (
    SELECT DISTINCT
        r.entity_id, r.name, r.born, unnest(candidates(coalesce(p.unit_candidates, r.unit_candidates))) AS unit
    FROM unnumbered AS r
    LEFT JOIN parcel AS p USING (source_id, parcel_key)
    WHERE r.name IS NOT NULL
),

registered AS (
    SELECT DISTINCT letters(full_name) AS name, born, unit
    FROM (
        SELECT DISTINCT full_name, date_of_birth AS born, unnest(candidates(unit_candidates)) AS unit
        FROM population
        WHERE full_name IS NOT NULL
    )
    WHERE unit IN (SELECT unit FROM wanted)
),

-- one letter off leaves the last word as it is, or all before it: nobody else need be compared
wanted_half AS (
    SELECT *, unnest([split_part(name, ' ', -1), '<' || regexp_replace(name, ' ?[^ ]*$', '')]) AS half FROM wanted
),

registered_half AS (
    SELECT *, unnest([split_part(name, ' ', -1), '<' || regexp_replace(name, ' ?[^ ]*$', '')]) AS half FROM registered
)

SELECT DISTINCT w.entity_id
FROM wanted_half AS w
JOIN registered_half AS p ON p.unit = w.unit AND p.half = w.half
WHERE
    coalesce(left(w.born, length(p.born)) = left(p.born, length(w.born)), true)
    AND slips_or_swaps(w.name, p.name) <= 1
