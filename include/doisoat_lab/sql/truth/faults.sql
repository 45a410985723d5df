-- a row is one fault put into one row, or one row that was left out
-- $faults: value
SELECT source, "table", ref AS record, entity_id, split_part(one, ':', 1) AS fault,
    nullif(split_part(one, ':', 2), '') AS field
FROM (
    SELECT source, "table", ref, entity_id, unnest(string_split(fault, ';')) AS one
    FROM $faults
)
ORDER BY ALL
