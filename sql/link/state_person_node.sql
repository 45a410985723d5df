-- a row is one node of person records with the component and the cluster it lies in, as keys of nodes
-- reads: person_node
SELECT * EXCLUDE (role) FROM person_node WHERE role <= 1
