-- a row is one pair of table $pairs with what its two nodes of $nodes have in common as sets, ordered by pair
-- $pairs: pair, pair_anchored, train_pair, hidden_pair
-- $nodes: node, train_node, hidden_node
-- reads: $nodes, $pairs
SELECT p.a, p.b,
    CAST(CASE WHEN len(x.letters) = 1 AND x.letters[1] = 0 THEN 1 WHEN len(y.letters) = 1 AND y.letters[1] = 0 THEN 1
        WHEN list_has_any(x.letters, y.letters) THEN 1 ELSE 0 END AS TINYINT) AS letters,
    CAST(CASE WHEN len(x.formers) = 0 OR len(y.formers) = 0 THEN 0
        WHEN list_has_any(x.formers, y.formers) THEN 1 ELSE 2 END AS TINYINT) AS former_id,
    CAST(CASE WHEN len(x.participants) = 0 OR len(y.participants) = 0 THEN 0
        WHEN list_has_any(x.participants, y.participants) THEN 1 ELSE 2 END AS TINYINT) AS participant,
    CAST(CASE WHEN len(x.units) = 0 OR len(y.units) = 0 THEN 0
        WHEN len(x.villages) > 0 AND len(y.villages) > 0 THEN
            CASE WHEN x.land OR y.land THEN 8 ELSE 0 END
            + CASE WHEN list_has_any(x.homes, y.homes) THEN 1
                WHEN list_has_any(x.villages, y.villages) THEN 2
                WHEN list_has_any(x.unit, y.unit) THEN 3
                WHEN list_has_any(x.units, y.units) THEN 4 ELSE 5 END
        WHEN (x.land OR y.land) AND list_has_any(x.homes, y.homes) THEN 9
        ELSE CASE WHEN x.land OR y.land THEN 8 ELSE 0 END
            + CASE WHEN list_has_any(x.unit, y.unit) THEN 6 WHEN list_has_any(x.units, y.units) THEN 7 ELSE 8 END
        END AS TINYINT) AS place,
    -- in how many places of a source both stand: the more, the less likely are they one person entered twice
    CAST(least(len(list_intersect(x.slots, y.slots)), 4) AS TINYINT) AS duplicate
FROM $pairs p JOIN $nodes x ON x.nid = p.a JOIN $nodes y ON y.nid = p.b
ORDER BY p.a, p.b
