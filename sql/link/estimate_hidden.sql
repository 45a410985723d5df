-- a row is one record whose identity is certain: a record of another source in its cluster bears the same number and
-- the same name or full birth date. Of each stratum as many as table estimate_take asks for, one a cluster, cut at
-- random into parts by its rising shares; `number` is what each is to bear in place of its own
-- $numbers: value
-- $stratum: value
-- $slip: value
-- $other: value
-- $own: value
-- reads: estimate_take, node, node_label, person_proto, person_value
-- makes: hidden
CREATE OR REPLACE TABLE hidden AS
WITH chosen AS (
    SELECT number FROM person_value WHERE number >= 0 GROUP BY number
    HAVING count(DISTINCT source_id) > 1 AND count(*) <= 24 ORDER BY hash(number, 1), number LIMIT $numbers
),
rows AS (
    SELECT v.rid, v.number, v.source_id, v.name_id, v.date, v.household, $stratum AS stratum, p.nid, l.label
    FROM person_value v JOIN chosen USING (number) JOIN person_proto p USING (rid) JOIN node_label l USING (nid)
),
certain AS (
    SELECT DISTINCT x.rid, x.stratum, x.nid, x.label, x.number, x.household
    FROM rows x JOIN rows y ON x.number = y.number AND x.label = y.label AND x.source_id <> y.source_id
    WHERE (x.name_id = y.name_id AND x.name_id >= 0) OR (x.date = y.date AND x.date % 100 > 0)
),
ranked AS (SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY hash(rid), rid) AS place FROM certain),
taken AS (
    SELECT r.*, [t.s0, t.s1, t.s2, t.s3] AS shares FROM ranked r JOIN estimate_take t USING (stratum) WHERE r.place <= t.take
    QUALIFY row_number() OVER (PARTITION BY r.label ORDER BY hash(r.rid), r.rid) = 1
),
cut AS (
    SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY hash(rid, 2), rid) - 0.5 AS turn,
        count(*) OVER (PARTITION BY stratum) AS n,
        coalesce(lead(number) OVER (ORDER BY hash(rid, 2), rid), (SELECT max(number) FROM taken)) AS stranger
    FROM taken
),
mate AS (
    SELECT t.rid, min(v.number) AS number FROM taken t JOIN person_value v ON v.household = t.household
    WHERE v.number >= 0 AND v.number <> t.number GROUP BY t.rid
),
parted AS (
    SELECT c.*, len(list_filter(c.shares, s -> s * c.n <= c.turn)) AS part, m.number AS kin,
        CAST(pow(10, hash(c.rid, 3) % 6) AS BIGINT) AS digit
    FROM cut c LEFT JOIN mate m USING (rid)
)
SELECT rid, stratum, nid, label, CAST(part AS TINYINT) AS part,
    CASE part WHEN $slip THEN
            number + ((number // digit + 1 + (hash(rid, 4) % 9)::BIGINT) % 10 - number // digit % 10)::BIGINT * digit
        WHEN $other THEN coalesce(kin, stranger) WHEN $own THEN number ELSE -1 END AS number,
    CAST((SELECT max(nid) FROM node) + 2 * row_number() OVER (ORDER BY rid) AS INTEGER) AS masked
FROM parted
