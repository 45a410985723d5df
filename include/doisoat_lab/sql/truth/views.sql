-- a row of p is a person's record, of h a household's, of t a parcel's, of o an organisation's right, of inhabitant somebody's name and birth
-- in a commune, only of sources that are read
-- $people: value
-- $things: value
-- $holders: value
-- $successions: value
-- $slices: value
-- $slice: value
-- reads: read_source
-- makes: h, inhabitant, o, p, parcel_level, plot, succession, t, thing
CREATE OR REPLACE TEMP VIEW p AS
SELECT
    source, register, level, tbl, ref, eid, name, born, sex, personal_id, former_id, participant_no, vital, relation,
    household_no, home, to_on, scheme, status, parcel_key,
    nullif(unit_candidates, '') AS units, unit_status, nullif(village_candidates, '') AS villages, village_status,
    residence, moved,
    CASE tbl
        WHEN 'population' THEN coalesce(residence, 'permanent') = 'permanent' AND moved IS NULL
        WHEN 'household_member' THEN to_on IS NULL
        WHEN 'social_insurance' THEN coalesce(status IN ('active', 'suspended'), false)
        ELSE false
    END AS dwells,
    dwells AND (tbl <> 'population' OR coalesce(vital, 'living') NOT IN ('deceased', 'missing')) AS live
FROM $people
WHERE source IN (SELECT source FROM read_source) AND hash(eid) % $slices = $slice;

CREATE OR REPLACE TEMP VIEW thing AS
SELECT
    source, register, level, tbl, ref, eid, household_no, sheet, number, area,
    nullif(unit_candidates, '') AS units, unit_status, nullif(village_candidates, '') AS villages, village_status
FROM $things
WHERE source IN (SELECT source FROM read_source) AND hash(eid) % $slices = $slice;

CREATE OR REPLACE TEMP VIEW o AS
SELECT * FROM $holders
WHERE source IN (SELECT source FROM read_source) AND hash(eid) % $slices = $slice;

CREATE OR REPLACE TEMP VIEW inhabitant AS
SELECT DISTINCT name, born, unnest(string_split(nullif(unit_candidates, ''), '|')) AS unit
FROM $people
WHERE tbl = 'population' AND name IS NOT NULL AND source IN (SELECT source FROM read_source);

CREATE OR REPLACE TEMP VIEW plot AS
SELECT source, parcel_key, nullif(unit_candidates, '') AS units FROM $things
WHERE tbl = 'parcel' AND source IN (SELECT source FROM read_source);

CREATE OR REPLACE TEMP MACRO plain(name) AS translate(strip_accents(lower(name)), 'đð', 'dd');

CREATE OR REPLACE TEMP VIEW parcel_level AS
SELECT DISTINCT eid, level FROM $things
WHERE tbl = 'parcel' AND source IN (SELECT source FROM read_source);

CREATE OR REPLACE TEMP VIEW succession AS
SELECT DISTINCT change, parent, child FROM $successions
WHERE parent IN (SELECT eid FROM parcel_level) AND child IN (SELECT eid FROM parcel_level);

CREATE OR REPLACE TEMP VIEW h AS SELECT * FROM thing WHERE tbl = 'household';

CREATE OR REPLACE TEMP VIEW t AS SELECT * FROM thing WHERE tbl = 'parcel';

CREATE OR REPLACE TEMP MACRO about_of(entity) AS
    CASE left(entity, 1) WHEN 'p' THEN 'person' WHEN 'h' THEN 'household' WHEN 'o' THEN 'organisation'
        ELSE 'parcel' END;
