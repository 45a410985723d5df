-- a row is one person record with the node it falls into, those of table decided_alone taken out of their nodes
-- reads: decided_alone
-- adds to: person_proto
CREATE OR REPLACE TABLE person_proto AS
WITH keyed AS (
    SELECT p.rid, CASE WHEN a.rid IS NULL THEN p.nid ELSE -1 - p.rid END AS key
    FROM person_proto p LEFT JOIN decided_alone a USING (rid)
),
first AS (SELECT key, min(rid) AS first_rid FROM keyed GROUP BY key)
SELECT k.rid, CAST(dense_rank() OVER (ORDER BY f.first_rid) - 1 AS INTEGER) AS nid
FROM keyed k JOIN first f USING (key)
