-- a row is a staged row that becomes no record of its own: another row speaks for it, or its key is in conflict
-- $merges: value
-- reads: doubtful
-- makes: fates
CREATE OR REPLACE TEMP TABLE fates AS
WITH judged AS (
    SELECT
        _id,
        min(_id) OVER (PARTITION BY _natural) AS first_id,
        min(_id) OVER (PARTITION BY _natural, content) AS twin_id,
        min(content) OVER (PARTITION BY _natural) <> max(content) OVER (PARTITION BY _natural) AS conflict
    FROM doubtful
    WHERE _natural IS NOT NULL
),
unkeyed AS (
    SELECT _id, min(_id) OVER (PARTITION BY content) AS twin_id
    FROM doubtful
    WHERE _natural IS NULL AND $merges
)
-- Where a parcel is written on several lines, its first line counts; two records of one key are both set aside.
SELECT _id, 'conflict' AS fate FROM judged WHERE conflict AND (NOT $merges OR twin_id <> first_id)
UNION ALL
SELECT _id, 'copy' FROM judged WHERE _id <> twin_id AND (NOT conflict OR ($merges AND twin_id = first_id))
UNION ALL
SELECT _id, 'copy' FROM unkeyed WHERE _id <> twin_id
