"""A run as facts: where its files lie, what it read, what its steps found; frozen types, JSON only at the edge.

Nothing here computes anything or opens a database: the rooms above fill these types and hand them on.
"""

from doisoat.runs.files import RunFiles

__all__ = ["RunFiles"]
