-- a row is one record of an entity whose home is in the batch (all entities when the run is whole)
-- reads: batch_communes, entities, homes, params
-- makes: batch
SELECT e.*
FROM entities AS e
LEFT JOIN homes AS h USING (entity_id)
WHERE (SELECT whole FROM params) OR EXISTS (
    SELECT 1 FROM batch_communes AS b WHERE b.commune IS NOT DISTINCT FROM h.commune
)
