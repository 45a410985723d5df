-- a row is a source and file (or database table): unreadable rows the truth has there, and how many were quarantined
-- reads: run_quarantine, truth
WITH want AS (
    SELECT DISTINCT ON (source, "table", id) source, "table", lineage_file, lineage_sheet, lineage_row
    FROM truth
    WHERE NOT readable
),
got AS (
    SELECT DISTINCT source, lineage_file, lineage_sheet, lineage_row FROM run_quarantine WHERE lineage_row IS NOT NULL
),
placed AS (
    SELECT w.source, w.lineage_file, count(*) AS wanted, count(g.source) AS quarantined
    FROM (SELECT DISTINCT source, lineage_file, lineage_sheet, lineage_row FROM want WHERE lineage_row IS NOT NULL) AS w
    LEFT JOIN got AS g
      ON g.source = w.source AND g.lineage_file = w.lineage_file AND g.lineage_row = w.lineage_row
     AND g.lineage_sheet IS NOT DISTINCT FROM w.lineage_sheet
    GROUP BY ALL
),
counted AS (
    SELECT w.source, w.lineage_file, w.n AS wanted, least(w.n, coalesce(g.n, 0)) AS quarantined
    FROM (SELECT source, lineage_file, count(*) AS n FROM want WHERE lineage_row IS NULL GROUP BY ALL) AS w
    LEFT JOIN (
        SELECT source, lineage_file, count(*) AS n FROM run_quarantine WHERE lineage_row IS NULL GROUP BY ALL
    ) AS g ON g.source = w.source AND g.lineage_file = w.lineage_file
)
SELECT source, lineage_file, wanted, quarantined FROM placed
UNION ALL
SELECT source, lineage_file, wanted, quarantined FROM counted
ORDER BY ALL
