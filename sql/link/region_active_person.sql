-- adds the nodes of table _found: a row is one untouched node that lives with a change
-- reads: _found
-- adds to: person_active
INSERT INTO person_active SELECT nkey FROM _found EXCEPT SELECT nkey FROM person_active
