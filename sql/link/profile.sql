-- a row is one register with how many person records it has, and how many of them bear a personal number, another number,
-- a full or a partial birth date, a village, and a name with accents
-- reads: person_value
SELECT register, count(*), count(*) FILTER (number >= 0),
    count(*) FILTER (former IS NOT NULL OR participant IS NOT NULL), count(*) FILTER (date % 100 > 0),
    count(*) FILTER (date > 0 AND date % 100 = 0), count(*) FILTER (len(villages) > 0), count(*) FILTER (letters <> 0)
FROM person_value GROUP BY register ORDER BY register
