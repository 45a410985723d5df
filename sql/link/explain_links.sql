-- a row is one link or near-link with a record of table known at either end, with entity and dataset of both ends
-- $links: value
-- $entities: value
-- $kind: value
-- reads: known
WITH touched AS MATERIALIZED (
    SELECT l.* FROM $links l JOIN known k ON k.source = l.source_a AND k.record = l.record_a
    WHERE l.entity_kind = $kind
    UNION
    SELECT l.* FROM $links l JOIN known k ON k.source = l.source_b AND k.record = l.record_b
    WHERE l.entity_kind = $kind
),
ends AS MATERIALIZED (
    SELECT source, record, register || '.' || level AS dataset, entity_id FROM $entities
    WHERE entity_kind = $kind
)
SELECT l.source_a, l.record_a, l.source_b, l.record_b, l.weight, l.probability, l.decision, l.evidence,
    x.dataset AS dataset_a, x.entity_id AS entity_a, y.dataset AS dataset_b, y.entity_id AS entity_b
FROM touched l
JOIN ends x ON x.source = l.source_a AND x.record = l.record_a
JOIN ends y ON y.source = l.source_b AND y.record = l.record_b
ORDER BY ALL
