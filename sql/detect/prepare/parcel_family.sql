-- a row is one parcel that was split or merged, or made so, with the parcel that stands for all of them: the whole
-- reads: succession
-- makes: parcel_family
SELECT entity_id, min(family) AS family
FROM (
    SELECT parent_id AS entity_id, CASE change WHEN 'split' THEN parent_id ELSE child_id END AS family FROM succession
    UNION ALL
    SELECT child_id AS entity_id, CASE change WHEN 'split' THEN parent_id ELSE child_id END AS family FROM succession
)
GROUP BY entity_id
