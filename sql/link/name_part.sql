-- a row is one distinct name with what its blocking keys are made of: the given name, the words in any order, all of it
-- reads: person_name
-- makes: name_part
CREATE OR REPLACE TABLE name_part AS
SELECT name_id, hash(string_split(name, ' ')[-1]) AS given, hash(list_sort(string_split(name, ' '))) AS ordered,
    hash(name) AS name_key
FROM person_name
