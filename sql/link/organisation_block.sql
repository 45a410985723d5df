-- a row is one node of an organisation under a blocking key: name and unit; name alone where it is not bound to a unit;
-- number; parcel; last words of the name and unit; a word of the name and unit
-- reads: organisation_node
-- makes: organisation_block
CREATE OR REPLACE TABLE organisation_block AS
WITH placed AS (SELECT *, unnest(units) AS unit FROM organisation_node),
keys AS (
    SELECT 1 AS kind, hash(1, letters, figures, unit) AS key, nid FROM placed WHERE letters <> '' OR figures <> ''
    UNION ALL SELECT 2, hash(2, letters, figures), nid FROM organisation_node WHERE NOT bound AND letters <> ''
    UNION ALL SELECT 3, hash(3, number), nid FROM organisation_node WHERE number IS NOT NULL
    UNION ALL SELECT 4, hash(4, unnest(parcels)), nid FROM organisation_node
    UNION ALL SELECT 5, hash(5, array_to_string(list_slice(string_split(core, ' '), -2, -1), ' '), unit), nid
        FROM placed WHERE core <> ''
    UNION ALL SELECT 6, hash(6, unnest(string_split(core, ' ')), family, unit), nid FROM placed WHERE core <> ''
),
unique_keys AS (SELECT DISTINCT * FROM keys)
SELECT *, count(*) OVER (PARTITION BY kind, key) AS size FROM unique_keys
