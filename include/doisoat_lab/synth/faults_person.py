"""Faults in what a row says about a person, and the legitimate gaps and spellings of its level.

All work on the rows of one source after they were rendered, each drawing its rows on its own: a row may get several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doisoat_lab.synth import misspell
from doisoat_lab.synth.numbers import digits
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rates import Rates
from doisoat_lab.synth.rng import NULL, Array
from doisoat_lab.synth.rows import Rows


@dataclass(frozen=True)
class Fields:
    """The columns of a table that hold a person's name, numbers and date of birth (None = the table has none)."""

    name: str = "full_name"
    personal_id: str = "personal_id"
    former_id: str | None = "former_id"
    born: str | None = "date_of_birth"
    sex: str | None = "sex"


PERSON = Fields()
MEMBER = Fields(former_id=None)
HOLDER = Fields("holder_name", "holder_personal_id", "holder_former_id", None, None)


def _given(rows: Rows, name: str) -> Array:
    given: Array = np.not_equal(rows[name], NULL)
    return given


def gaps(rng: np.random.Generator, rows: Rows, fields: Fields, source: Source) -> None:
    """Legitimate gaps and spellings: no number, only the former one, year of birth only, capitals, NFD, old tones.

    Where a habit of spelling makes another name (hỏi for ngã), the row is blamed for it.
    """
    n = rows.n
    if fields.former_id is not None and source.only_former_id:
        known = _given(rows, fields.former_id) & (rng.random(n) < source.only_former_id)
        rows.put(np.flatnonzero(known), fields.personal_id, None)
    bare = rng.random(n) < source.missing_id
    rows.put(np.flatnonzero(bare), fields.personal_id, None)
    if fields.former_id is not None:
        rows.put(np.flatnonzero(rng.random(n) < 0.35), fields.former_id, None) if not source.only_former_id else None
    if fields.born is not None:
        born = rows[fields.born]
        elder = np.array([d is not None and d < "1962" for d in born], dtype=bool)
        year_only = rng.random(n) < np.where(elder, source.partial_birth * 3, source.partial_birth / 8)
        month_only = rng.random(n) < source.partial_birth / 10
        for where, length in ((np.flatnonzero(month_only), 7), (np.flatnonzero(year_only), 4)):
            born[where] = [d[:length] if d else None for d in born[where]]
    where = np.flatnonzero(rng.random(n) < source.spelling)
    names = rows[fields.name][where].copy()
    spelt = misspell.spellings(names, rng)
    rows.put(where, fields.name, spelt)
    another = [bool(a) and misspell.another_tone(a, b) for a, b in zip(names, spelt, strict=True)]
    rows.blame(where[np.array(another, dtype=bool)], "tone_mistaken", fields.name)


def mistakes(rng: np.random.Generator, rows: Rows, fields: Fields, rates: Rates, today: str) -> None:
    """Mistakes in name, date of birth, sex and numbers."""
    where = rows.some(rng, _given(rows, fields.name), rates["name_mistake"])
    rows.put(where, fields.name, misspell.mistakes(rows[fields.name][where], rng), "name_mistake")
    if fields.born is not None:
        _births(rng, rows, fields.born, rates["birth_mistake"], today)
    if fields.sex is not None:
        where = rows.some(rng, _given(rows, fields.sex), rates["sex_flipped"])
        rows.put(where, fields.sex, np.where(rows[fields.sex][where] == "M", "F", "M"), "sex_flipped")
    _numbers(rng, rows, fields.personal_id, rates)
    if fields.former_id is not None:
        where = rows.some(rng, _given(rows, fields.former_id), rates["former_id_mistyped"])
        rows.put(where, fields.former_id, mistyped(rng, rows[fields.former_id][where], 5), "former_id_mistyped")


def mistyped(rng: np.random.Generator, numbers: Array, last: int) -> Array:
    """The numbers with one digit changed, or two neighbours swapped, among the last few (so that they stay valid)."""
    out = numbers.copy()
    for i, number in enumerate(numbers):
        at = len(number) - int(rng.integers(1, last + 1))
        if rng.random() < 0.4 and at + 1 < len(number) and number[at] != number[at + 1]:
            out[i] = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        else:
            out[i] = number[:at] + str((int(number[at]) + int(rng.integers(1, 10))) % 10) + number[at + 1 :]
    return out


def _numbers(rng: np.random.Generator, rows: Rows, name: str, rates: Rates) -> None:
    where = rows.some(rng, _given(rows, name), rates["id_mistyped"])
    rows.put(where, name, mistyped(rng, rows[name][where], 6), "id_mistyped")
    where = rows.some(rng, _given(rows, name), rates["id_replaced"])
    if len(where):
        # Another number of the same person: the same province, sex and year, six other digits.
        head = np.array([v[:6] for v in rows[name][where]], dtype=object)
        rows.put(where, name, head + digits(rng.integers(0, 10**6, len(where)), 6), "id_replaced")
    where = rows.some(rng, _given(rows, name), rates["id_of_another"])
    known = np.flatnonzero(_given(rows, name))
    if len(where) and len(known) > 2:
        # Half the time that of the next row, who is usually of the same household.
        place = np.searchsorted(known, where)
        near = known[(place + 1) % len(known)]
        far = known[rng.integers(0, len(known), len(where))]
        other = np.where(rng.random(len(where)) < 0.5, near, far)
        differs = other != where
        rows.put(where[differs], name, rows[name][other[differs]].copy(), "id_of_another")


def _births(rng: np.random.Generator, rows: Rows, name: str, rate: float, today: str) -> None:
    where = rows.some(rng, _given(rows, name), rate)
    born = rows[name]
    changed = born[where].copy()
    for i, text in enumerate(changed):
        changed[i] = _another_birth(rng, text, today)
    differs = changed != born[where]
    rows.put(where[differs], name, changed[differs], "birth_mistake")


def _another_birth(rng: np.random.Generator, text: str, today: str) -> str:
    """A date near the true one as it gets miswritten: day and month swapped, a digit or a decade off."""
    year, rest = int(text[:4]), text[4:]
    kind = rng.random()
    if len(text) == 10 and kind < 0.35 and text[8:] <= "12" and text[8:] != text[5:7]:
        new = f"{text[:4]}-{text[8:]}-{text[5:7]}"
    elif len(text) == 10 and kind < 0.6:
        day = int(text[8:])
        new = f"{text[:8]}{(day + int(rng.choice([1, 2, 7, 10])) - 1) % 28 + 1:02d}"
    else:
        new = f"{year + int(rng.choice([-10, -1, 1, 10, 2]))}{rest}"
        if new[4:] == "-02-29":
            new = f"{new[:4]}-02-28"
    return new if new < today and new[:4] >= "1900" else f"{year - 1}{rest if rest != '-02-29' else '-02-28'}"


def insured_numbers(rng: np.random.Generator, rows: Rows, rates: Rates) -> None:
    """The ten-digit insurance number of another participant."""
    numbers = rows["participant_no"]
    ten = np.array([v is not None and len(v) == 10 for v in numbers], dtype=bool)
    where = rows.some(rng, ten, rates["participant_no_of_another"])
    known = np.flatnonzero(ten)
    if len(where):
        other = known[rng.integers(0, len(known), len(where))]
        differs = rows["_entity_id"][other] != rows["_entity_id"][where]
        rows.put(where[differs], "participant_no", numbers[other[differs]].copy(), "participant_no_of_another")
