-- a row is one parcel (parent) that another one (child) was made of, by a split or a merger
-- reads: entities, succession_row
-- makes: succession
SELECT DISTINCT s.change, p.entity_id AS parent_id, c.entity_id AS child_id
FROM succession_row AS s
JOIN entities AS p
    ON p.source_id = s.parent_source AND p.record_key = s.parent_record AND p.entity_kind = 'parcel'
JOIN entities AS c
    ON c.source_id = s.child_source AND c.record_key = s.child_record AND c.entity_kind = 'parcel'
WHERE p.entity_id <> c.entity_id
