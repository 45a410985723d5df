"""What a batch is called on a screen: by its communes or sources, not by its number."""

from collections.abc import Sequence

from doisoat.gazetteer import Gazetteer
from doisoat.runs.communes import NO_HOME

MOST = 3
NOWHERE = "không rõ xã"
"""What a batch's label says of ``NO_HOME``: a label is short."""


def of_communes(gazetteer: Gazetteer, communes: Sequence[str]) -> str:
    """Names and codes of the first communes and how many more there are, e.g. ``Xã Hàm Thạnh (23122) +15 xã``."""
    named = [f"{gazetteer.name(code)} ({code})" for code in communes if code != NO_HOME]
    shown = [*named[:MOST], *([NOWHERE] if NO_HOME in communes and len(named) < MOST else [])]
    more = len(named) - MOST
    return ", ".join(shown) + (f" +{more} xã" if more > 0 else "")


def of_sources(sources: Sequence[str]) -> str:
    """Ids of the first sources and how many more there are."""
    more = len(sources) - MOST
    return ", ".join(sources[:MOST]) + (f" +{more} nguồn" if more > 0 else "")
