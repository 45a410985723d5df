"""``normalise``: one entry for every kind of text field."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pandas as pd

from doisoat.text.areas import normalise_areas
from doisoat.text.codelists import ethnicity, normalise_codes, relationship, sex
from doisoat.text.datecolumns import parse_dates
from doisoat.text.names import normalise_names
from doisoat.text.places import normalise_addresses, normalise_places
from doisoat.text.villages import normalise_villages

_KINDS: Final[dict[str, Callable[[pd.Series], pd.DataFrame]]] = {
    "name": normalise_names,
    "place": normalise_places,
    "village": normalise_villages,
    "address": normalise_addresses,
    "date": lambda values: parse_dates(values, date.today().isoformat()),
    "sex": lambda values: normalise_codes(values, sex),
    "ethnicity": lambda values: normalise_codes(values, ethnicity),
    "relationship": lambda values: normalise_codes(values, relationship),
    "area": normalise_areas,
}
KINDS: Final = tuple(_KINDS)
"""The kinds ``normalise`` knows."""


def normalise(values: pd.Series, kind: str) -> pd.DataFrame:
    """Read a column of text of one kind, once per distinct value.

    Dates are taken for dates of what has happened: one that lies in the future is a problem (``parse_dates`` reads
    others, too).

    Args:
        values: the column as it came (a legacy encoding already undone, see ``doisoat.text.legacy``).
        kind: one of ``KINDS``.

    Returns:
        Same index; string columns ``canonical`` (may be stored), ``key`` (for matching), ``suggestion`` (needs a
        person), ``problem`` (a code of ``doisoat.text.problems``, or null). An empty value gives four nulls.

    Raises:
        KeyError: unknown kind.
    """
    return _KINDS[kind](values)
