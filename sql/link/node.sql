-- a row is one node of table $target: the records grouped in $grouping, with every value any of them has as a set;
-- nkey names the node in every run by its first record; role: see linkage/region.py (0 where everything is linked)
-- $target: node, train_node, hidden_node
-- $grouping: person_proto, train_group, hidden_group
-- reads: $grouping, person_value
-- makes: $target
CREATE OR REPLACE TABLE $target AS
SELECT g.nid, arg_min(v.rkey, v.rid) AS nkey, CAST(0 AS TINYINT) AS role,
    max(v.name_id) AS name_id, max(v.number) AS number, max(v.date) AS date, max(v.sex) AS sex,
    bool_and(v.land) AS land, count(*) AS records,
    -- duplicates are dropped from each list, not by DISTINCT aggregates, which are slower
    coalesce(list_unique(list(hash(v.register, v.level)) FILTER (v.tbl IN ('population', 'household_member'))), 0)
        AS residents,
    list_sort(list_distinct(list(v.letters))) AS letters,
    coalesce(list_distinct(list(v.former) FILTER (v.former IS NOT NULL)), []) AS formers,
    coalesce(list_distinct(list(v.participant) FILTER (v.participant IS NOT NULL)), []) AS participants,
    coalesce(list_distinct(list(v.unit) FILTER (v.unit IS NOT NULL)), []) AS unit,
    list_distinct(flatten(list(v.units))) AS units,
    list_distinct(flatten(list(v.villages))) AS villages,
    list_distinct(flatten(list(v.homes))) AS homes,
    coalesce(list_distinct(list(v.household) FILTER (v.household IS NOT NULL)), []) AS households,
    coalesce(list_distinct(list(v.slot) FILTER (v.slot IS NOT NULL)), []) AS slots
FROM $grouping g JOIN person_value v USING (rid)
GROUP BY g.nid
