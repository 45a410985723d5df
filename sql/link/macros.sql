-- a row is nothing: whether a right names a person: by its kind (a household is written by its head), and where the kind
-- is not said, by a number only people have; the other rights are of organisations, or name nobody
CREATE OR REPLACE TEMP MACRO names_person(kind, name_key, personal_id, former_id) AS
    coalesce(kind, '') IN ('individual', 'spouses', 'co_owners')
    OR (coalesce(kind, '') = 'household' AND (
        coalesce(name_key, '') <> '' OR personal_id IS NOT NULL OR former_id IS NOT NULL))
    OR (kind IS NULL AND (
        coalesce(regexp_full_match(personal_id, '[0-9]{12}'), false)
        OR coalesce(regexp_full_match(former_id, '[0-9]{9}'), false)));
