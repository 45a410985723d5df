-- a row is one household number of a source on a row that could not be read: whoever stands there may be the head
-- reads: quarantine_row, sources
-- makes: unread_household
SELECT DISTINCT
    s.source_id,
    trim(nfc_normalize(TRY_CAST(TRY_CAST(q.raw AS JSON) AS MAP(VARCHAR, VARCHAR))[s.household_column])) AS household_no
FROM quarantine_row AS q
JOIN (SELECT source_id, unnest(household_columns) AS household_column FROM sources) AS s USING (source_id)
