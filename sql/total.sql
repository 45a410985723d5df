-- a row is nothing: these macros give an answer for any two texts. DuckDB promises no order in which the parts of a
-- condition are worked out, except within CASE: a function that may fail or take for ever must not lean on a neighbour
-- that was meant to guard it
-- letters replaced between two identifiers of as many bytes (null where the number differs, it is 0 or above 64)
CREATE OR REPLACE TEMP MACRO replaced(x, y) AS
    CASE WHEN strlen(x) = strlen(y) AND strlen(x) BETWEEN 1 AND 64 THEN hamming(x, y) END;
-- typing slips (letters replaced, added, left out) between two texts - for texts too long for names and numbers only
-- whether they are equal, because the work grows with the product of their lengths
CREATE OR REPLACE TEMP MACRO slips(x, y) AS
    CASE WHEN greatest(strlen(x), strlen(y)) <= 512 THEN levenshtein(x, y)
        WHEN x = y THEN 0 ELSE greatest(strlen(x), strlen(y)) END;
-- the same, two neighbouring letters exchanged counting once
CREATE OR REPLACE TEMP MACRO slips_or_swaps(x, y) AS
    CASE WHEN greatest(strlen(x), strlen(y)) <= 512 THEN damerau_levenshtein(x, y)
        WHEN x = y THEN 0 ELSE greatest(strlen(x), strlen(y)) END;
-- how alike two names are, 0 to 1; names too long to be any are alike when they are equal
CREATE OR REPLACE TEMP MACRO alike(x, y) AS
    CASE WHEN greatest(strlen(x), strlen(y)) <= 512 THEN jaro_winkler_similarity(x, y)
        WHEN x = y THEN 1.0 ELSE 0.0 END
