-- a row is an entity, and a register and level with a record that is as likely as not the same entity but not yet judged
-- reads: entities, link_row
-- makes: awaiting
WITH pair AS (
    SELECT a.entity_id AS one, b.entity_id AS other
    FROM link_row AS l
    JOIN entities AS a ON a.source_id = l.source_a AND a.record_key = l.record_a AND a.entity_kind = l.entity_kind
    JOIN entities AS b ON b.source_id = l.source_b AND b.record_key = l.record_b AND b.entity_kind = l.entity_kind
    -- 0 bits: even odds; a weaker likeness is no reason to keep an absence back
    WHERE l.decision = 'review' AND l.weight >= 0 AND a.entity_id <> b.entity_id
),

either AS (
    SELECT one AS entity_id, other FROM pair
    UNION ALL
    SELECT other AS entity_id, one AS other FROM pair
)

SELECT DISTINCT p.entity_id, e.register, e.level
FROM either AS p
JOIN entities AS e ON e.entity_id = p.other
WHERE e."table" <> 'right'
