-- a row is one way the name of an organisation or community is written: its folded form
-- reads: in_right
SELECT DISTINCT coalesce(nullif(holder_name_key, ''), lower(strip_accents(replace(lower(holder_name), 'đ', 'd')))) AS name
FROM in_right
WHERE holder_kind IN ('organisation', 'community') AND holder_name IS NOT NULL
ORDER BY name
