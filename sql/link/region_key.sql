-- a row is one blocking key of a touched node, now ($block) or in the run before
CREATE OR REPLACE TABLE ${kind}_key AS
SELECT DISTINCT CAST(kind AS INTEGER) AS kind, key AS raw FROM $block
UNION
SELECT kind, raw FROM was_${kind}_block JOIN ${kind}_touched USING (nkey)
