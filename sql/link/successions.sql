-- a row is one parcel record (parent) that others were made of, and one of these (child), as another source has it; what
-- people decided to be one parcel is no succession
-- $run: value
-- reads: decision, parcel_succession
SELECT $run AS run, s.change, s.parent_source, s.parent_record, s.child_source, s.child_record
FROM parcel_succession s
ANTI JOIN decision d ON d.same AND d.entity_kind = 'parcel'
    AND ((d.source_a, d.record_a, d.source_b, d.record_b)
        = (s.parent_source, s.parent_record, s.child_source, s.child_record)
        OR (d.source_b, d.record_b, d.source_a, d.record_a)
        = (s.parent_source, s.parent_record, s.child_source, s.child_record))
ORDER BY ALL
