-- a row is one parcel record under a blocking key: code; former key; current key;
-- former unit and sheet and area; unit and area and number; certificate; holder and area; holder and unit; one made of the other
-- reads: block_size, parcel_record
-- makes: parcel_block
CREATE OR REPLACE TABLE parcel_block AS
WITH keys AS (
    SELECT 1 AS kind, hash(1, code) AS key, nid FROM parcel_record WHERE code IS NOT NULL
    UNION ALL SELECT 2, hash(2, old_unit, old_key), nid FROM parcel_record WHERE old_key IS NOT NULL
    UNION ALL SELECT 3, hash(3, unnest(units), now_key), nid FROM parcel_record WHERE now_key IS NOT NULL
    UNION ALL SELECT 4, hash(4, unnest(units), area, split_part(now_key, '/', 1)), nid FROM parcel_record
        WHERE area IS NOT NULL AND now_key IS NOT NULL
    UNION ALL SELECT 5, hash(5, unnest(units), area, split_part(now_key, '/', 2)), nid FROM parcel_record
        WHERE area IS NOT NULL AND now_key IS NOT NULL
    UNION ALL SELECT 6, hash(6, unnest(serials)), nid FROM parcel_record
    UNION ALL SELECT 7, hash(7, unnest(holder_names), area), nid FROM parcel_record WHERE area IS NOT NULL
    UNION ALL SELECT 8, hash(8, unnest(holder_numbers), unit), nid
        FROM (SELECT *, unnest(units) AS unit FROM parcel_record)
    UNION ALL SELECT 9, hash(9, unnest(holder_names), now_key), nid FROM parcel_record WHERE now_key IS NOT NULL
    UNION ALL SELECT 10, unnest(list_concat(kin, siblings)), nid FROM parcel_record
),
unique_keys AS (SELECT DISTINCT kind, key, nid, role FROM keys JOIN parcel_record USING (nid) WHERE role <= 2)
SELECT u.*, coalesce(z.size, count(*) OVER (PARTITION BY u.kind, u.key)) AS size
FROM unique_keys u LEFT JOIN block_size z USING (kind, key)
