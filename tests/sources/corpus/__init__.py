"""Small files as the writers of the world write them, each with the rows that should come of it.

`make.py` writes them all; `test_corpus.py` beside this folder reads them; `make fuzz` begins with them.
"""
