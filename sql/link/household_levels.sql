-- a row is one pair of table $pairs with the level of each field of its two household records, ordered by pair
-- twice: one source has entered a household again: one and the same head now (linked as one person, or by number and
-- name) in the same village or house; that their members are not known to be the same people tells nothing then
-- $pairs: household_pair, household_random
-- reads: $pairs, household_record
WITH shared AS (
    SELECT p.a, p.b, x, y, len(list_intersect(x.members, y.members)) AS common,
        coalesce(x.slot = y.slot AND (
            x.head = y.head
            OR (list_has_any(x.head_numbers, y.head_numbers) AND list_has_any(x.head_names, y.head_names))
        ) AND (
            (len(x.villages) = 1 AND x.villages = y.villages) OR list_has_any(x.homes, y.homes)
        ), false) AS twice
    FROM $pairs p JOIN household_record x ON x.nid = p.a JOIN household_record y ON y.nid = p.b
)
SELECT a, b,
    CAST(CASE WHEN len(x.members) = 0 OR len(y.members) = 0 THEN 0
        WHEN common = 0 THEN CASE WHEN twice THEN 0 ELSE 6 END
        WHEN common = len(x.members) AND common = len(y.members) THEN CASE WHEN common > 1 THEN 1 ELSE 2 END
        WHEN common / (len(x.members) + len(y.members) - common) >= 0.6 THEN 3
        WHEN common / (len(x.members) + len(y.members) - common) >= 0.34 THEN 4 ELSE 5 END AS TINYINT) AS members,
    CAST(CASE WHEN list_has_any(x.heads, y.heads) OR list_has_any(x.head_numbers, y.head_numbers) THEN 1
        WHEN list_has_any(x.head_names, y.head_names) THEN 2
        WHEN len(x.head_names) = 0 OR len(y.head_names) = 0 THEN 0
        WHEN common * 3 > len(x.members) + len(y.members) - common THEN 4 ELSE 3 END AS TINYINT) AS head,
    CAST(CASE WHEN x.number IS NULL OR y.number IS NULL THEN 0 WHEN x.number = y.number THEN 1 ELSE 2 END AS TINYINT)
        AS number,
    CAST(CASE WHEN len(x.units) = 0 OR len(y.units) = 0 THEN 0
        WHEN list_has_any(x.homes, y.homes) THEN 1 WHEN list_has_any(x.villages, y.villages) THEN 2
        WHEN x.unit = y.unit THEN 3 WHEN list_has_any(x.units, y.units) THEN 4 ELSE 5 END AS TINYINT) AS place,
    x.slot = y.slot AS duplicate,
    CAST(twice AS TINYINT) AS twice
FROM shared ORDER BY a, b
