-- a row is one node the hidden records are compared with, beside the hidden records themselves
INSERT INTO node BY NAME SELECT * FROM main.node WHERE nid IN (SELECT b FROM pair)
