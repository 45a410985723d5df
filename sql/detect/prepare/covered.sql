-- a row is a configured commune that sources of one register and level, read in this run, are meant to hold
-- reads: config_units, sources
-- makes: covered
SELECT DISTINCT s.register, s.level, c.unit
FROM sources AS s
JOIN config_units AS c ON s.covers_units IS NULL OR list_contains(s.covers_units, c.unit)
WHERE s.read
