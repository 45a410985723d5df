-- a row is one hidden record, freed of its numbers but for the one it is to bear
-- reads: hidden
-- adds to: hidden_node
UPDATE hidden_node SET number = h.number, formers = [], participants = []
FROM hidden h WHERE h.masked = hidden_node.nid
