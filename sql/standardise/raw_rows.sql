-- a row is a source row as the officer wrote it, as one JSON object
-- reads: chosen
SELECT to_json(chosen)::VARCHAR AS raw FROM chosen
