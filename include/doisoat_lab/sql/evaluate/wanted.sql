-- a row is a discrepancy of the truth: its kind, field, sources and entities
-- $by_source: value
-- reads: truth_discrepancies
-- makes: wanted
SELECT DISTINCT kind, coalesce(field, '') AS field,
       CASE WHEN list_contains($by_source, kind)
            THEN array_to_string(list_sort(list_distinct(sources)), ' ') ELSE '' END AS sources,
       array_to_string(list_sort(list_distinct(string_split(entity_id, '|'))), '|') AS entities
FROM truth_discrepancies
