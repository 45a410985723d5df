-- a row is one mover's former unit within one current unit: the commonest its records name, null when none does
-- reads: membership
-- makes: former_vote
SELECT v.entity, v.unit, first(v.former ORDER BY v.votes DESC, v.former) AS former
FROM (
    SELECT entity, unit, former, count(*) AS votes
    FROM membership
    WHERE former IS NOT NULL
    GROUP BY ALL
) AS v
GROUP BY v.entity, v.unit
