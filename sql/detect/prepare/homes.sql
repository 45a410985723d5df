-- a row is one entity with its home: the configured commune most of its records lie in (ties: the smaller code);
-- members and land holders without a commune of their own take their household's or their parcel's
WITH lent AS (
    SELECT m.source_id, m.record_key, h.unit_current
    FROM household_member_row AS m
    JOIN household_map AS h USING (source_id, household_no)
    UNION ALL
    SELECT r.source_id, r.record_key, p.unit_current
    FROM land_right AS r
    JOIN parcel AS p USING (source_id, parcel_key)
),

vote AS (
    SELECT entity_id, commune, 1 AS own
    FROM entities
    UNION ALL
    SELECT e.entity_id, lent.unit_current AS commune, 0 AS own
    FROM entities AS e
    JOIN lent USING (source_id, record_key)
),

poll AS (
    SELECT vote.entity_id, vote.commune, max(vote.own) AS own, count(*) AS votes
    FROM vote
    JOIN config_units ON config_units.unit = vote.commune
    GROUP BY vote.entity_id, vote.commune
)

SELECT entity_id, first(commune ORDER BY own DESC, votes DESC, commune) AS commune
FROM poll
GROUP BY entity_id
