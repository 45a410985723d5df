-- a row is one node of household records with the component and the cluster it lies in, as keys of nodes
-- reads: household_node
SELECT * EXCLUDE (role) FROM household_node WHERE role <= 1
