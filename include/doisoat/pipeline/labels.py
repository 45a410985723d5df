"""What a batch is called on a screen: by its communes or sources, not by its number."""

from collections.abc import Sequence

from doisoat.gazetteer import Gazetteer

MOST = 3
NO_HOME = "không rõ xã"


def of_communes(gazetteer: Gazetteer, communes: Sequence[str], homeless: str = "-") -> str:
    """Names and codes of the first communes and how many more there are, e.g. ``Xã Hàm Thạnh (23122) +15 xã``."""
    named = [f"{gazetteer.name(code)} ({code})" for code in communes if code != homeless]
    shown = [*named[:MOST], *([NO_HOME] if homeless in communes and len(named) < MOST else [])]
    more = len(named) - MOST
    return ", ".join(shown) + (f" +{more} xã" if more > 0 else "")


def of_sources(sources: Sequence[str]) -> str:
    """Ids of the first sources and how many more there are."""
    more = len(sources) - MOST
    return ", ".join(sources[:MOST]) + (f" +{more} nguồn" if more > 0 else "")
