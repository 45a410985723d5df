-- a row is one pair of table $pairs with the level of each field of its two nodes of organisations, ordered by pair; a
-- parcel held by both says where they are, so the place is only asked of pairs without one
-- $pairs: organisation_pair, organisation_random
-- reads: $pairs, organisation_node
WITH met AS (
    SELECT p.a, p.b, x, y, list_has_any(x.parcels, y.parcels) AND x.source_id <> y.source_id AS shared,
        coalesce(list_has_any(x.units, y.units), false) AS near,
        string_split(x.core, ' ') AS words_x, string_split(y.core, ' ') AS words_y
    FROM $pairs p JOIN organisation_node x ON x.nid = p.a JOIN organisation_node y ON y.nid = p.b
)
SELECT a, b,
    CAST(CASE
        WHEN x.letters = '' AND y.letters = '' AND x.figures <> '' AND x.figures = y.figures THEN 1
        WHEN x.letters = '' OR y.letters = '' THEN 0
        WHEN x.letters = y.letters AND x.figures <> '' AND y.figures <> '' AND x.figures <> y.figures THEN 2
        WHEN x.letters = y.letters THEN 1
        WHEN least(len(x.letters), len(y.letters)) >= 6 AND slips(x.letters, y.letters) = 1 THEN 3
        WHEN least(len(x.letters), len(y.letters)) >= 12 AND slips(x.letters, y.letters) = 2 THEN 3
        WHEN least(len(words_x), len(words_y)) >= 2
            AND (list_has_all(words_x, words_y) OR list_has_all(words_y, words_x)) THEN 4
        WHEN alike(x.core, y.core) >= 0.92 THEN 5 ELSE 6 END AS TINYINT) AS title,
    CAST(CASE WHEN x.form = '' OR y.form = '' THEN 0 WHEN x.form = y.form THEN 1
        WHEN x.family = y.family AND (x.form = x.family OR y.form = y.family) THEN 2
        -- a company's form gets written wrong; a primary and a secondary school are two schools
        WHEN x.family = 'company' AND y.family = 'company' THEN 3 ELSE 4 END AS TINYINT)
        AS form,
    CAST(CASE WHEN x.figures = '' AND y.figures = '' THEN 0 WHEN x.figures = y.figures THEN 1
        WHEN x.figures = '' OR y.figures = '' THEN 2 ELSE 3 END AS TINYINT) AS figures,
    CAST(CASE WHEN x.number IS NULL OR y.number IS NULL THEN 0
        WHEN replace(x.number, '-', '') = replace(y.number, '-', '') THEN 1
        WHEN slips(replace(x.number, '-', ''), replace(y.number, '-', '')) = 1 THEN 2 ELSE 3 END AS TINYINT)
        AS number,
    CAST(CASE WHEN shared THEN 1
        WHEN x.source_id = y.source_id OR NOT near OR len(x.parcels) = 0 OR len(y.parcels) = 0 THEN 0 ELSE 2 END
        AS TINYINT) AS parcels,
    CAST(CASE WHEN shared OR x.units IS NULL OR y.units IS NULL THEN 0
        WHEN x.bound OR y.bound THEN CASE
            WHEN x.former <> y.former THEN 4
            -- a merged commune may have several villages of one name
            WHEN coalesce(x.former, y.former) IS NOT NULL AND (x.former IS NULL OR y.former IS NULL) AND near THEN 3
            WHEN x.units = y.units THEN 1 WHEN near THEN 2 ELSE 4 END
        ELSE CASE WHEN x.units = y.units THEN 5 WHEN near THEN 6 ELSE 7 END END AS TINYINT) AS place,
    CAST(0 AS TINYINT) AS duplicate
FROM met ORDER BY a, b
