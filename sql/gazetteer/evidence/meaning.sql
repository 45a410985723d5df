-- a row is one record whose village is known better once the records of other sources are looked at
-- $beyond: value
-- reads: choice, noted, possible, said, spread, told, village_record, way
WITH record AS (
    SELECT r.mover, r.source, r.record, r.candidates, r.status, r.expired, w.way
    FROM village_record AS r
    JOIN way AS w
        ON w.source = r.source AND w.unit = r.unit AND w.key = r.key AND w.candidates = r.candidates
        AND w.possible IS NOT DISTINCT FROM r.possible AND w.expired IS NOT DISTINCT FROM r.expired
        AND w.status = r.status
    WHERE w.open
),

fits AS (
    SELECT
        n.mover, n.source, n.way,
        string_agg(p.village, '|' ORDER BY p.village) FILTER (c.village IS NOT NULL) AS meant,
        string_agg(p.village, '|' ORDER BY p.village) AS possible
    FROM noted AS n
    JOIN told AS t USING (mover, source)
    LEFT JOIN possible AS p ON p.way = n.way AND p.village = t.village
    LEFT JOIN choice AS c ON c.way = n.way AND c.village = t.village
    WHERE n.open
    GROUP BY n.mover, n.source, n.way
),

settled AS (
    SELECT way, string_agg(village, '|' ORDER BY village) AS meant, count(*) AS villages
    FROM choice
    GROUP BY way
),

-- a source whose rows are some of them outdated has more that fit an older reading of their label than errors have
outdated AS (
    SELECT r.source
    FROM record AS r
    JOIN fits AS f USING (mover, source, way)
    JOIN settled AS s USING (way)
    JOIN spread AS v USING (way)
    WHERE f.meant IS NULL
    GROUP BY r.source
    HAVING
        count(*) FILTER (f.possible IS NOT NULL) > $beyond
        * sum((v.possible - s.villages) / greatest(v.villages - s.villages, 1)) FILTER (f.possible IS NULL)
        OR count(*) FILTER (f.possible IS NULL) = 0
),

known AS (
    SELECT
        r.source, r.record, r.candidates, r.status, r.expired,
        coalesce(f.meant, CASE WHEN o.source IS NOT NULL THEN f.possible END, s.meant) AS meant
    FROM record AS r
    JOIN settled AS s USING (way)
    LEFT JOIN fits AS f USING (mover, source, way)
    LEFT JOIN outdated AS o ON o.source = r.source
)

SELECT source AS source_id, record AS record_key, meant AS village_candidates, village_status
FROM (
    SELECT
        *,
        CASE
            WHEN list_has_all(coalesce(string_split(expired, '|'), []), string_split(meant, '|'))
                THEN CASE WHEN source IN (FROM said) THEN 'former' ELSE 'stale' END
            WHEN contains(meant, '|') THEN 'ambiguous'
            ELSE 'current'
        END AS village_status
    FROM known
)
WHERE meant <> candidates OR village_status <> status
ORDER BY source_id, record_key
