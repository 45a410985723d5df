-- a row is one entity with its home: the configured commune most of its records lie in (ties: the smaller code);
-- members and land holders without a commune of their own take their household's or their parcel's;
-- for a batch of communes only entities with a record in one of them can be at home there
-- reads: batch_communes, config_units, entities, household_map, household_member_row, land_right, params, parcel
-- makes: homes
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
    WHERE commune IS NOT NULL
    UNION ALL
    SELECT e.entity_id, lent.unit_current AS commune, 0 AS own
    FROM entities AS e
    JOIN lent USING (source_id, record_key)
),

candidate AS (
    SELECT DISTINCT entity_id
    FROM vote
    WHERE
        commune IN (SELECT commune FROM batch_communes WHERE commune IS NOT NULL)
        OR (SELECT whole FROM params)
        OR EXISTS (SELECT 1 FROM batch_communes WHERE commune IS NULL)
),

poll AS (
    SELECT vote.entity_id, vote.commune, max(vote.own) AS own, count(*) AS votes
    FROM vote
    SEMI JOIN candidate USING (entity_id)
    SEMI JOIN config_units ON config_units.unit = vote.commune
    GROUP BY vote.entity_id, vote.commune
)

SELECT entity_id, first(commune ORDER BY own DESC, votes DESC, commune) AS commune
FROM poll
GROUP BY entity_id
