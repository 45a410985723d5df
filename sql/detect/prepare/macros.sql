-- a row is nothing: these macros read what the gazetteer said of a record's place
CREATE OR REPLACE TEMP MACRO candidates(x) AS coalesce(string_split(x, '|'), []);
CREATE OR REPLACE TEMP MACRO resolved(status) AS coalesce(status NOT IN ('unknown', 'null'), false);
