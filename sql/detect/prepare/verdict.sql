-- a row is a person whose values of one field are not all the same, with the gravest verdict on two of them
-- $about: name, birth
-- reads: ${about}_pair, judged
-- makes: ${about}_verdict
SELECT
    p.entity_id,
    arg_min(d.verdict, d.rank) AS verdict,
    arg_min(d.cause, d.rank) AS cause,
    -- what a rule would repair, as long as every pair that differs has the same repair
    CASE
        WHEN count(DISTINCT d.proposal) = 1 AND count(d.proposal) = count(*) FILTER (d.verdict = 'differs')
            THEN min(d.proposal)
    END AS proposal
FROM ${about}_pair AS p
JOIN judged AS d ON d.a = p.a AND d.b = p.b
WHERE d.verdict = 'differs' OR p.counted
GROUP BY p.entity_id
