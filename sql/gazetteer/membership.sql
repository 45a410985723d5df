-- a row is one record that puts a mover (a household, or a person without one) under a label of one current unit
-- reads: entities, household, household_member, population, social_insurance, source_day
-- makes: membership
WITH current_member AS (
    SELECT p.entity_id AS person, h.entity_id AS household, count(*) AS times
    FROM household_member AS m
    JOIN entities AS p ON p."table" = 'household_member' AND p.source = m.source_id AND p.record = m.record_key
    JOIN household AS b USING (source_id, household_no)
    JOIN entities AS h ON h."table" = 'household' AND h.source = b.source_id AND h.record = b.record_key
    WHERE m.to_on IS NULL
    GROUP BY ALL
),

home AS (
    SELECT person, first(household ORDER BY times DESC, household) AS household
    FROM current_member
    GROUP BY person
),

noted AS (
    SELECT source_id, record_key, unit_code, unit_status, unit_current, village, village_key
    FROM household
    UNION ALL
    SELECT source_id, record_key, unit_code, unit_status, unit_current, village, village_key
    FROM population
    WHERE coalesce(residence, 'permanent') = 'permanent' AND moved_to_unit IS NULL
    UNION ALL
    SELECT source_id, record_key, unit_code, unit_status, unit_current, village, village_key
    FROM social_insurance
    WHERE coalesce(status, 'active') <> 'ended'
)

SELECT
    coalesce(home.household, e.entity_id) AS entity,
    n.unit_current AS unit,
    CASE WHEN n.unit_status IN ('former', 'stale') THEN n.unit_code END AS former,
    n.village_key AS label,
    n.village AS written,
    n.source_id AS source,
    d.day,
    d.declared,
    d.rank
FROM noted AS n
JOIN source_day AS d ON d.source = n.source_id
JOIN entities AS e
    ON e."table" IN ('population', 'household', 'social_insurance')
    AND e.source = n.source_id AND e.record = n.record_key
LEFT JOIN home ON home.person = e.entity_id
WHERE n.unit_current IS NOT NULL AND n.village_key IS NOT NULL AND n.village IS NOT NULL
