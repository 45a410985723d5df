-- a row is one node of parcel records with the component and the cluster it lies in, as keys of nodes
-- reads: parcel_node
SELECT * EXCLUDE (role) FROM parcel_node WHERE role <= 1
