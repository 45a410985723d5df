"""The engine of ``doisoat link``: any two person files, a model file, no labels.

The command pays for what it imports, so nothing here imports pandas or SQLAlchemy, and scipy only where rivals remain.
"""
