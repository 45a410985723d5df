-- a row is a staged row whose key is absent or borne by several rows, with the hash of its canonical content
-- $content: value
-- reads: staged
-- makes: doubtful
CREATE OR REPLACE TEMP TABLE doubtful AS
WITH repeated AS (
    SELECT _natural FROM staged WHERE _natural IS NOT NULL GROUP BY _natural HAVING count(*) > 1
)
SELECT _id, _natural, _parent, _group, md5(concat_ws(chr(31), _parent, _group, $content)) AS content
FROM staged
WHERE _natural IS NULL OR _natural IN (SELECT _natural FROM repeated)
