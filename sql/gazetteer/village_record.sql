-- a row is one record that states a village, with whom it speaks of: the household where it has one
-- reads: entities, household, household_member, parcel, population, social_insurance
-- makes: village_record
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
    SELECT 'population' AS "table", source_id, record_key, unit_candidates, unit_current, village, village_key, village_candidates, village_possible,
        village_expired, village_status,
        coalesce(residence, 'permanent') = 'permanent' AND moved_to_unit IS NULL AS located
    FROM population
    UNION ALL
    SELECT 'household' AS "table", source_id, record_key, unit_candidates, unit_current, village, village_key, village_candidates, village_possible,
        village_expired, village_status, true AS located
    FROM household
    UNION ALL
    SELECT 'social_insurance' AS "table", source_id, record_key, unit_candidates, unit_current, village, village_key, village_candidates, village_possible,
        village_expired, village_status, coalesce(status IN ('active', 'suspended'), false) AS located
    FROM social_insurance
    UNION ALL
    SELECT 'parcel' AS "table", source_id, record_key, unit_candidates, unit_current, village, village_key, village_candidates, village_possible,
        village_expired, village_status, true AS located
    FROM parcel
)

SELECT
    coalesce(home.household, e.entity_id) AS mover, n.source_id AS source, n.record_key AS record,
    n.unit_current AS commune, n.village AS label,
    n.unit_candidates AS unit, n.village_key AS key, n.village_candidates AS candidates,
    n.village_possible AS possible, n.village_expired AS expired, n.village_status AS status, n.located
FROM noted AS n
JOIN entities AS e ON e."table" = n."table" AND e.source = n.source_id AND e.record = n.record_key
LEFT JOIN home ON home.person = e.entity_id
WHERE n.village_key IS NOT NULL AND n.village IS NOT NULL
