-- a row is nothing: these macros read what the gazetteer said of a record's place, and a name without its marks
CREATE OR REPLACE TEMP MACRO candidates(x) AS coalesce(string_split(x, '|'), []);
CREATE OR REPLACE TEMP MACRO resolved(status) AS coalesce(status NOT IN ('unknown', 'unlisted', 'null'), false);
CREATE OR REPLACE TEMP MACRO letters(name) AS strip_accents(translate(lower(nfc_normalize(name)), 'đƀðøł', 'dbdol'));
