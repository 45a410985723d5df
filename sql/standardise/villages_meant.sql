-- a row is a staged row, its villages narrowed to those the source's habits leave; what else its label may mean is kept
-- reads: unnarrowed, village_meant
-- makes: staged
-- in place of: staged
CREATE OR REPLACE TEMP VIEW staged AS
SELECT
    s.* REPLACE (
        coalesce(m.meant, s.village_candidates) AS village_candidates,
        CASE WHEN m.meant IS NOT NULL THEN s.village_candidates END AS village_possible,
        CASE
            WHEN m.meant IS NULL THEN s.village_id
            WHEN NOT contains(m.meant, '|') THEN m.meant
        END AS village_id,
        coalesce(m.status, s.village_status) AS village_status
    )
FROM unnarrowed AS s
LEFT JOIN village_meant AS m
    ON m.unit = s.unit_candidates AND m.key = s.village_key AND m.candidates IS NOT DISTINCT FROM s.village_candidates
