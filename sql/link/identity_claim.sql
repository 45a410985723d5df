-- a row is one cluster and one prior entity id found on its records, with how many records carry it over
-- reads: membership, prior
-- makes: claim
CREATE OR REPLACE TABLE claim AS
SELECT m.entity_kind, m.cluster, p.entity_id, count(*) AS records, min(m.source || '|' || m.record) AS first_record
FROM membership m JOIN prior p
    ON p.entity_kind = m.entity_kind AND p.source = m.source AND p.record = m.record
GROUP BY ALL
