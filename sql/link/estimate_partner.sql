-- a row is one node the hidden records are compared with, beside the hidden records themselves
-- reads: hidden_pair, node
-- adds to: hidden_node
INSERT INTO hidden_node BY NAME SELECT * FROM node WHERE nid IN (SELECT b FROM hidden_pair)
