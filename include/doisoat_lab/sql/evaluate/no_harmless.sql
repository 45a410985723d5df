-- a row is a harmless case and an entity in it; the truth lists none
-- makes: truth_harmless
CREATE VIEW truth_harmless AS SELECT '' AS "case", 0 AS case_no, '' AS entity_id WHERE FALSE
