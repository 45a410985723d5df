-- a row is nothing: whether a right names a person: by its kind (a household is written by its head), and where the kind
-- is not said, by a number only people have; the other rights are of organisations, or name nobody
CREATE OR REPLACE TEMP MACRO names_person(kind, name_key, personal_id, former_id) AS
    coalesce(kind, '') IN ('individual', 'spouses', 'co_owners')
    OR (coalesce(kind, '') = 'household' AND (
        coalesce(name_key, '') <> '' OR personal_id IS NOT NULL OR former_id IS NOT NULL))
    OR (kind IS NULL AND (
        coalesce(regexp_full_match(personal_id, '[0-9]{12}'), false)
        OR coalesce(regexp_full_match(former_id, '[0-9]{9}'), false)));
-- the match key of a right's holder: where the kind says household, without the words before the head's name; a key that
-- was freed of them already may begin like them ("Hộ Hồ Văn An": ho van an), and then is left alone
CREATE OR REPLACE TEMP MACRO household_lead(name) AS
    regexp_extract(lower(name), '^((hộ gia đình|hộ gđ|hộ|gia đình|hgđ|gđ) ((ông|bà) )?)[^ ]', 1);
CREATE OR REPLACE TEMP MACRO unmarked(text) AS strip_accents(replace(lower(text), 'đ', 'd'));
CREATE OR REPLACE TEMP MACRO holder_key(kind, name, key) AS
    CASE WHEN coalesce(kind, '') = 'household' AND household_lead(name) <> ''
        AND starts_with(key, unmarked(household_lead(name)))
        AND (NOT starts_with(unmarked(substr(name, length(household_lead(name)) + 1)), unmarked(household_lead(name)))
            OR starts_with(key, unmarked(household_lead(name)) || unmarked(household_lead(name))))
    THEN substr(key, length(household_lead(name)) + 1) ELSE key END;
