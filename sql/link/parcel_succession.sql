-- a row is one parcel record (parent) that another source holds as split or merged (child): one source states where its
-- parcels come from, or keeps their former number twice, and the areas of the parts add up to the whole's within half a
-- square metre a record, or it names the others by their numbers; parts and whole also share a number, a certificate or
-- a holder
-- reads: parcel_record
-- makes: parcel_succession
CREATE OR REPLACE TABLE parcel_succession AS
WITH record AS (
    SELECT nid, source_id, parcel_key, now_key, old_unit || '|' || old_key AS old_key, units, area, holder_numbers,
        holder_names, serials, split_from, merged_from
    FROM parcel_record WHERE area IS NOT NULL
),
origin AS (
    -- a source without keys names a parcel by sheet and number, which only says one within a unit
    SELECT source_id, split_from AS origin, CASE WHEN contains(split_from, '/') THEN units ELSE [] END AS within,
        'stated' AS told, nid
    FROM record WHERE split_from IS NOT NULL
    UNION ALL
    SELECT source_id, old_key, [], 'former', nid FROM record WHERE old_key IS NOT NULL
),
part AS (
    SELECT * FROM origin
    UNION
    -- what is left of the parcel may have kept its key or its number
    SELECT o.source_id, o.origin, o.within, o.told, r.nid
    FROM origin o JOIN record r ON r.source_id = o.source_id
        AND (r.parcel_key = o.origin OR (r.now_key = o.origin AND r.units = o.within))
    WHERE o.told = 'stated'
),
family AS (
    -- a part entered twice counts once; one whose unit nobody knows lies where the others do
    SELECT p.source_id, p.origin, p.within, p.told,
        list_distinct(list({'number': coalesce(r.now_key, p.nid::VARCHAR), 'area': r.area})) AS pieces,
        len(pieces) AS size, list_sum([piece.area FOR piece IN pieces]) AS area, max(r.area) AS largest,
        list(p.nid) AS parts,
        list_distinct(flatten(list(r.units))) AS units,
        list_distinct(list(r.now_key) FILTER (r.now_key IS NOT NULL)) AS now_keys,
        list_distinct(list(r.old_key) FILTER (r.old_key IS NOT NULL)) AS old_keys,
        list_distinct(flatten(list(r.holder_numbers))) AS holder_numbers,
        list_distinct(flatten(list(r.holder_names))) AS holder_names, list_distinct(flatten(list(r.serials))) AS serials
    FROM part p JOIN record r USING (nid) GROUP BY ALL
    HAVING size BETWEEN CASE p.told WHEN 'stated' THEN 1 ELSE 2 END AND 20
),
placed AS (SELECT nid, unnest(units) AS unit, TRY_CAST(floor(area / 16) AS BIGINT) AS bucket, now_key FROM record),
here AS (
    SELECT source_id, origin, within, told, unnest(units) AS unit, TRY_CAST(floor(area / 16) AS BIGINT) AS bucket, size
    FROM family
),
-- what adds up lies in the same bucket of areas or the next; what is named, or carried on, has the number
met AS (
    SELECT DISTINCT f.source_id, f.origin, f.within, f.told, p.nid
    FROM (SELECT *, unnest([bucket - 1, bucket, bucket + 1]) AS at FROM here WHERE size > 1) f
    JOIN placed p ON p.unit = f.unit AND p.bucket = f.at
    UNION
    SELECT f.source_id, f.origin, f.within, f.told, p.nid
    FROM here f JOIN placed p ON p.unit = f.unit AND p.now_key = f.origin
    UNION
    SELECT f.source_id, f.origin, f.within, f.told, p.nid
    FROM (SELECT *, unnest(now_keys) AS now_key FROM (SELECT *, unnest(units) AS unit FROM family)) f
    JOIN placed p ON p.unit = f.unit AND p.now_key = f.now_key
    WHERE f.size > 1 AND f.told = 'stated'
),
split AS (
    SELECT f.source_id, f.origin, f.within, f.parts, r.nid, r.source_id AS other,
        (coalesce(list_contains(f.now_keys, r.now_key) OR r.now_key = f.origin, false)
            OR coalesce(list_contains(f.old_keys, r.old_key), false))::INT * 4
        + list_has_any(f.serials, r.serials)::INT * 2
        + (list_has_any(f.holder_numbers, r.holder_numbers) OR list_has_any(f.holder_names, r.holder_names))::INT
            AS evidence,
        f.told, round(abs(r.area - f.area), 1) AS off,
        f.size > 1 AND abs(r.area - f.area) <= 0.5 * (f.size + 1) AS adds_up,
        -- named by its number it may have other parts that are not known here
        coalesce(r.now_key = f.origin, false) AND r.area > f.largest + 0.5 AND r.area > f.area - 0.5 * (f.size + 1)
            AS named,
        -- carried on by one of its parts, one of the areas may be a slip or another survey
        f.size > 1 AND r.area > f.largest + 0.5 AND abs(r.area - f.area) <= 0.2 * f.area AS nearly
    FROM met m
    JOIN family f ON f.source_id = m.source_id AND f.origin = m.origin AND f.within = m.within AND f.told = m.told
    JOIN record r ON r.nid = m.nid AND r.source_id <> f.source_id
),
kept_split AS (
    SELECT DISTINCT 'split' AS change, nid AS parent, unnest(parts) AS child
    FROM (
        SELECT *, max((evidence, -off)) OVER (PARTITION BY source_id, origin, within, told, other) AS best
        FROM split
        WHERE (adds_up AND evidence >= CASE told WHEN 'stated' THEN 1 ELSE 4 END) OR (told = 'stated' AND (named OR nearly) AND evidence > 4)
    )
    WHERE (evidence, -off) = best
),
whole AS (SELECT * FROM record WHERE len(merged_from) > 0),
trait AS (
    -- what a record may share with the parcels it was merged of, each as one key
    SELECT nid, hash('number', unnest(holder_numbers)) AS key FROM record
    UNION ALL SELECT nid, hash('name', unnest(holder_names)) FROM record
    UNION ALL SELECT nid, hash('serial', unnest(serials)) FROM record
    UNION ALL SELECT nid, hash('now', now_key) FROM record WHERE now_key IS NOT NULL
    UNION ALL SELECT nid, hash('old', old_key) FROM record WHERE old_key IS NOT NULL
),
asked AS (
    SELECT t.nid, t.key FROM trait t SEMI JOIN whole USING (nid)
    UNION SELECT nid, hash('now', unnest(merged_from)) FROM whole
),
near AS (
    SELECT m.nid AS child, m.area AS whole, len(m.merged_from) AS pieces, r.nid, r.source_id, r.area,
        coalesce(list_contains(m.merged_from, r.now_key), false) AS named, split_part(r.now_key, '/', 1) AS sheet,
        (coalesce(r.now_key = m.now_key OR list_contains(m.merged_from, r.now_key), false)
            OR coalesce(r.old_key = m.old_key, false))::INT * 4
        + list_has_any(m.serials, r.serials)::INT * 2
        + (list_has_any(m.holder_numbers, r.holder_numbers) OR list_has_any(m.holder_names, r.holder_names))::INT
            AS evidence
    FROM (SELECT DISTINCT a.nid AS child, t.nid FROM asked a JOIN trait t USING (key)) x
    JOIN whole m ON m.nid = x.child JOIN record r ON r.nid = x.nid
    WHERE r.source_id <> m.source_id AND r.area < m.area - 0.5 AND list_has_any(r.units, m.units)
),
candidate AS (SELECT DISTINCT * FROM near WHERE evidence > 0 QUALIFY count(*) OVER (PARTITION BY child, source_id) <= 60),
joined AS (
    SELECT x.child, x.source_id, [x.nid, y.nid] AS parts, x.evidence + y.evidence AS evidence,
        round(abs(x.area + y.area - x.whole), 1) AS off
    FROM candidate x JOIN candidate y ON x.child = y.child AND x.source_id = y.source_id AND x.nid < y.nid
    WHERE x.pieces <= 2 AND (abs(x.area + y.area - x.whole) <= 1.5
        OR ((x.named AND y.named) OR greatest(x.evidence, y.evidence) > 4 AND x.sheet = y.sheet)
            AND abs(x.area + y.area - x.whole) <= 0.2 * x.whole)
    UNION ALL
    SELECT x.child, x.source_id, [x.nid, y.nid, z.nid], x.evidence + y.evidence + z.evidence,
        round(abs(x.area + y.area + z.area - x.whole), 1)
    FROM candidate x JOIN candidate y ON x.child = y.child AND x.source_id = y.source_id AND x.nid < y.nid
    JOIN candidate z ON z.child = y.child AND z.source_id = y.source_id AND y.nid < z.nid
    WHERE x.pieces = 3 AND abs(x.area + y.area + z.area - x.whole) <= 2
    UNION ALL
    -- the other part, named by its number and of the very area that is wanting, is noted in another commune
    SELECT x.child, x.source_id, [x.nid, r.nid], x.evidence, round(abs(x.area + r.area - x.whole), 1)
    FROM candidate x
    JOIN (SELECT nid, units, unnest(merged_from) AS number FROM whole) m ON m.nid = x.child
    JOIN record r ON r.source_id = x.source_id AND r.now_key = m.number AND r.nid <> x.nid
    WHERE x.pieces = 2 AND x.named AND abs(x.area + r.area - x.whole) <= 1.5 AND NOT list_has_any(r.units, m.units)
),
kept_merge AS (
    SELECT DISTINCT 'merge' AS change, unnest(parts) AS parent, child
    FROM (SELECT *, max((evidence, -off)) OVER (PARTITION BY child, source_id) AS best FROM joined)
    WHERE (evidence, -off) = best
)
SELECT k.change, p.source_id AS parent_source, p.record_key AS parent_record, c.source_id AS child_source,
    c.record_key AS child_record
FROM (SELECT * FROM kept_split UNION SELECT * FROM kept_merge) k
JOIN parcel_record p ON p.nid = k.parent JOIN parcel_record c ON c.nid = k.child
