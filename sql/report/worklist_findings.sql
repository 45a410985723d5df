-- a row is one finding for an officer's worklist: kinds meant for officers, homes in the batch
-- reads: batch_communes, discrepancy_row, officer_kind
-- makes: finding
SELECT d.fingerprint, d.kind, d.severity, d.entity_kind, d.entity_id, d.commune, d.field, d.sources, d.records,
    d.first_seen_run = d.run AS is_new, d.cause, d.proposal, d."values"
FROM discrepancy_row AS d
SEMI JOIN officer_kind AS k USING (kind)
WHERE (SELECT count(*) FROM batch_communes) = 0 OR EXISTS (
    SELECT 1 FROM batch_communes AS b WHERE b.commune IS NOT DISTINCT FROM d.commune
)
ORDER BY d.commune NULLS LAST, d.fingerprint
