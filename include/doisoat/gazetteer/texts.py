"""stub"""

from doisoat.gazetteer.resolution import Resolution, nothing
from doisoat.gazetteer.tables import Tables


class TextResolver:
    """Stub."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def resolve(self, text: str, as_of: str | None, province: str | None, subject: str) -> Resolution:
        """Stub."""
        return nothing("never_existed")
