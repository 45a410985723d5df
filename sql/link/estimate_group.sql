-- a row is one record and the node it falls into: a hidden record alone (masked), the others of its node without it
-- reads: hidden, person_proto
-- makes: hidden_group
CREATE OR REPLACE TABLE hidden_group AS
SELECT rid, masked AS nid FROM hidden
UNION ALL
SELECT p.rid, h.masked + 1 FROM hidden h JOIN person_proto p USING (nid) WHERE p.rid <> h.rid
