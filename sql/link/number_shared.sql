-- a row is the digest of one number of column $column of person_record that more than $shared_id_cap names bear; former
-- and participant are digests already
-- $column: number, former, participant
-- $digest: value
-- $known: value
-- $shared_id_cap: value
-- reads: person_record
SELECT $digest AS digest FROM person_record WHERE $column IS NOT NULL AND $known
GROUP BY $column HAVING count(DISTINCT name) > $shared_id_cap
ORDER BY digest
