-- a row is one cluster with its entity id: carried over where the prior id's majority went, else minted from the
-- smallest record; a minted id that was ever given out before is minted again with a counter
-- reads: carried, membership, retired
-- makes: identity
CREATE OR REPLACE TABLE identity AS
WITH first AS (
    SELECT entity_kind, cluster, min(source || '|' || record) AS first_record FROM membership GROUP BY ALL
),
fresh AS (
    SELECT f.*, CASE f.entity_kind WHEN 'person' THEN 'p_' WHEN 'household' THEN 'h_'
        WHEN 'organisation' THEN 'o_' ELSE 't_' END AS prefix
    FROM first f LEFT JOIN carried c USING (entity_kind, cluster) WHERE c.cluster IS NULL
),
tried AS (
    SELECT f.entity_kind, f.cluster, t.n,
        f.prefix || left(sha256(getvariable('mint_key') || f.entity_kind || '|' || f.first_record
            || CASE WHEN t.n = 0 THEN '' ELSE '|' || t.n END), 16) AS entity_id
    FROM fresh f, range(8) t(n)
),
minted AS (
    SELECT entity_kind, cluster, arg_min(entity_id, n) AS entity_id
    FROM tried WHERE entity_id NOT IN (SELECT entity_id FROM retired) GROUP BY ALL
)
SELECT entity_kind, cluster, entity_id FROM carried
UNION ALL SELECT entity_kind, cluster, entity_id FROM minted
