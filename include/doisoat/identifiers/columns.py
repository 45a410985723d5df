"""Whole columns of identifiers.

Identifiers are nearly all distinct, so unlike names nothing is gained by cutting to distinct values. Well-formed
numbers (the mass of every register) are judged in Arrow and numpy; only the rest goes through the readers one by one.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from doisoat.identifiers import bhxh, bhyt, certificate, cmnd, parcel_code, personal_number
from doisoat.text.arrow import TextArray, pa, pc
from doisoat.text.chars import LOOK_ALIKES, MAX_CELL
from doisoat.text.outcome import Outcome, frame, frame_of
from doisoat.text.placeholders import filler_number_mask
from doisoat.text.vector import Distinct

_READERS: Final[dict[str, Callable[[str], Outcome]]] = {
    "personal_id": personal_number.read,
    "former_id": cmnd.read,
    "participant_no": bhxh.read,
    "health_card": bhyt.read,
    "parcel_code": parcel_code.read,
    "certificate": certificate.read,
}
KINDS: Final = tuple(_READERS)
"""The kinds ``normalise`` knows."""

_WELL_FORMED: Final = {"former_id": "^[0-9]{9}$", "participant_no": "^[0-9]{10}$"}
"""Numbers with no structure beyond their length: well-formed means stored as it stands."""
_BY_LENGTH: Final = {8: "former_id", 9: "former_id", 10: "participant_no"}
"""Digits → the kind of a number that is no personal number; eight are a former number whose zero was lost."""
_MOST_LETTERS: Final = 2
_TOO_LONG: Final = Outcome(problem="text_too_long")


def normalise(values: pd.Series, kind: str, year: int | None = None) -> pd.DataFrame:
    """Read a column of identifiers of one kind.

    Args:
        values: strings or numbers.
        kind: one of ``KINDS``.
        year: latest possible year of birth in a personal number; default: this year.

    Returns:
        Same index; ``canonical`` (certain repairs only), ``key``, ``suggestion`` (needs a person), ``problem``.

    Raises:
        KeyError: unknown kind.
    """
    reader = _READERS[kind]
    if kind == "personal_id":
        reader = partial(personal_number.read, year=year)
    distinct = Distinct.of(values)
    array = pa.array(distinct.values, type=pa.string())
    if kind == "personal_id":
        return _with_fast_way(distinct, reader, _sure_personal(array, year))
    if kind in _WELL_FORMED:
        formed, filler = pc.match_substring_regex(array, _WELL_FORMED[kind]), filler_number_mask(array)
        return _with_fast_way(distinct, reader, pc.and_not(formed, filler).to_numpy(zero_copy_only=False))
    return frame(distinct, [reader(v) if len(v) <= MAX_CELL else _TOO_LONG for v in distinct.values])


def _with_fast_way(distinct: Distinct, reader: Callable[[str], Outcome], sure: NDArray[np.bool_]) -> pd.DataFrame:
    """Values that are sure stand as they are; the reader looks at the rest."""
    canonical = np.array(distinct.values, dtype=object)
    parts = [
        canonical,
        canonical.copy(),
        np.full(len(sure), None, dtype=object),
        np.full(len(sure), None, dtype=object),
    ]
    rest = np.flatnonzero(~sure)
    if len(rest):
        texts = [distinct.values[i] for i in rest]
        read = [reader(v) if len(v) <= MAX_CELL else _TOO_LONG for v in texts]
        for column, found in zip(parts, zip(*read, strict=True), strict=True):
            column[rest] = found
    return frame_of(distinct, *(pa.array(p, type=pa.string()) for p in parts))


def _sure_personal(values: TextArray, year: int | None) -> NDArray[np.bool_]:
    """Which values are twelve digits with a known province and a birth year that has come."""
    plain = pc.match_substring_regex(values, "^[0-9]{12}$").to_numpy(zero_copy_only=False)
    numbers = values.filter(pa.array(plain))
    provinces = pa.array(list(personal_number.birth_provinces()))
    known = pc.is_in(pc.utf8_slice_codeunits(numbers, 0, 3), value_set=provinces).to_numpy(zero_copy_only=False)
    digits = pc.cast(pc.utf8_slice_codeunits(numbers, 3, 6), pa.int32()).to_numpy(zero_copy_only=False)
    born = 1900 + 100 * (digits // 200) + digits % 100
    sure = np.zeros(len(values), dtype=bool)
    sure[plain] = known & (born <= (year or date.today().year))
    # Fillers never pass: 111111111111 and the like name no province, 012345678901 a birth in 2045.
    return sure


def which(value: str) -> str | None:
    """The kind an identifier of unknown kind has; None when no kind or several fit.

    >>> which("068201000123"), which("260123456"), which("GD4686820001234"), which("AD 266864"), which("xyz")
    ('personal_id', 'former_id', 'health_card', 'certificate', None)
    """
    text = personal_number.compact(value)
    if text.isascii() and text.isdigit():
        found = personal_number.read(value)
        if found.canonical or (len(text) == personal_number.LENGTH - 1 and found.suggestion):
            return "personal_id"
        return _BY_LENGTH.get(len(text))
    lettered = {kind: _READERS[kind](value) for kind in ("health_card", "parcel_code", "certificate")}
    for kind, found in lettered.items():
        if found.canonical and not found.problem:
            return kind
    # A number with a letter that looks like a digit: what it would be without.
    meant = text.translate(LOOK_ALIKES)
    if meant.isascii() and meant.isdigit() and sum(a != b for a, b in zip(text, meant, strict=True)) <= _MOST_LETTERS:
        kind_of_meant = "personal_id" if personal_number.problem_of(meant) is None else _BY_LENGTH.get(len(meant))
        if kind_of_meant:
            return kind_of_meant
    return next((kind for kind, found in lettered.items() if found.canonical), None)


def identify(values: pd.Series) -> pd.DataFrame:
    """Read a column of identifiers of unknown kinds, each as the kind it has.

    Returns:
        As ``normalise``, with a further column ``kind``.
    """
    distinct = Distinct.of(values)
    kinds = [which(v) if len(v) <= MAX_CELL else None for v in distinct.values]
    unknown = Outcome(problem="unknown_form")
    read = [_READERS[k](v) if k else unknown for v, k in zip(distinct.values, kinds, strict=True)]
    return frame(distinct, read).assign(kind=distinct.spread(list(kinds)))
