"""Units and villages of rows, resolved once per distinct way of writing them.

The question put to the gazetteer is (what is written, date it is declared to belong to, people or land); the answer is
every current unit it may mean. A status tells a legitimate old code from one that should have been updated.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from doisoat.text.arrow import TextArray, pc

_SEPARATOR = "\x1f"
_CODE = re.compile(r"^\d{1,5}(\.0)?$")
_HEADING = "heading"
_NULL = pa.scalar(None, pa.string())


@dataclass(frozen=True)
class UnitAnswer:
    """What a written unit means.

    Args:
        code: the five-digit code to store, None when what is written leads to none.
        candidates: current units it may mean, sorted.
        status: current, former, stale, ambiguous or unknown.
        problem: reason code of what is written, None when it is a commune's code or leads to one unit.
    """

    code: str | None
    candidates: tuple[str, ...]
    status: str
    problem: str | None = None


@dataclass(frozen=True)
class VillageAnswer:
    """What a written village means.

    Args:
        candidates: ids of the villages it may mean, sorted.
        status: current, former, stale, ambiguous, unknown or unlisted.
        expired: those of the candidates that bear the label no longer.
    """

    candidates: tuple[str, ...]
    status: str
    expired: tuple[str, ...] = ()


UnitQuery = tuple[str, str | None, bool, bool]
"""Code or text, date it is declared to belong to, whether land is asked for, whether it is a book's heading or the name
of its file (lines, one below the other)."""

VillageQuery = tuple[str, tuple[str, ...], str | None, str | None]
"""Label as written, current units it may lie in, date it is declared to belong to, old commune the row names."""


@dataclass(frozen=True)
class UnitColumns:
    """Canonical and derived columns about the unit."""

    code: TextArray
    as_of: TextArray
    candidates: TextArray
    current: TextArray
    status: TextArray
    problem: TextArray

    def former(self) -> TextArray:
        """Codes that are an old commune's without doubt; null elsewhere."""
        old = pc.is_in(self.status, value_set=pa.array(["former", "stale"]))
        return pc.if_else(old, self.code, _NULL)

    def columns(self) -> dict[str, TextArray]:
        """By canonical name."""
        return {
            "unit_code": self.code,
            "unit_as_of": self.as_of,
            "unit_candidates": self.candidates,
            "unit_current": self.current,
            "unit_status": self.status,
        }


@dataclass(frozen=True)
class VillageColumns:
    """Canonical and derived columns about the village."""

    village: TextArray
    key: TextArray
    candidates: TextArray
    expired: TextArray
    identifier: TextArray
    status: TextArray

    def columns(self) -> dict[str, TextArray]:
        """By canonical name."""
        return {
            "village": self.village,
            "village_key": self.key,
            "village_candidates": self.candidates,
            "village_possible": pa.nulls(len(self.candidates), pa.string()),
            "village_expired": self.expired,
            "village_id": self.identifier,
            "village_status": self.status,
        }


class Places:
    """Asks the gazetteer and the village registry, and remembers the answers for the next batch.

    Invariant: one question has one answer within a run of the standardiser.
    """

    def __init__(
        self,
        units: Callable[[Sequence[UnitQuery]], list[UnitAnswer]],
        villages: Callable[[Sequence[VillageQuery]], list[VillageAnswer]],
        is_code: Callable[[str], bool],
    ) -> None:
        """
        Args:
            units, villages: answer questions, in their order.
            is_code: whether five digits are the code of a unit, old or new.
        """
        self._ask_units = units
        self._ask_villages = villages
        self._is_code = is_code
        self._units: dict[UnitQuery, UnitAnswer] = {}
        self._villages: dict[VillageQuery, VillageAnswer] = {}

    def units(
        self, written: TextArray, declared: TextArray, area: bool, heading: TextArray | None = None
    ) -> UnitColumns:
        """Resolve a column of codes or names.

        Args:
            written: code or text, null where nothing is given.
            declared: date the code belongs to as far as row or source declares one.
            area: whether land is meant (a split commune's land may go where its people did not).
            heading: what title lines, sheet or file name say, for the rows that give no unit themselves.
        """
        pairs = pc.binary_join_element_wise(_pairs(written, declared), "", _SEPARATOR)
        if heading is not None:
            titles = pc.binary_join_element_wise(_pairs(heading, declared), _HEADING, _SEPARATOR)
            pairs = pc.coalesce(pairs, titles)
        encoded = pairs.dictionary_encode()
        queries: list[UnitQuery] = []
        for value in encoded.dictionary.to_pylist():
            text, date, place = value.rsplit(_SEPARATOR, 2)
            queries.append((_padded(text), date or None, area, place == _HEADING))
        fresh = [query for query in dict.fromkeys(queries) if query not in self._units]
        if fresh:
            self._units |= dict(zip(fresh, self._ask_units(fresh), strict=True))
        answers = [self._units[query] for query in queries]
        spread = _Spread(encoded.indices)
        return UnitColumns(
            code=spread([answer.code for answer in answers]),
            as_of=declared,
            candidates=spread(["|".join(answer.candidates) or None for answer in answers]),
            current=spread([None if answer.status == "ambiguous" else _only(answer.candidates) for answer in answers]),
            status=spread([answer.status for answer in answers]),
            problem=spread([answer.problem for answer in answers]),
        )

    def villages(self, written: TextArray, key: TextArray, units: UnitColumns, declared: str | None) -> VillageColumns:
        """Resolve a column of village labels within the rows' candidate units, and within the old commune they name."""
        encoded = _pairs(_pairs(written, units.candidates), units.former()).dictionary_encode()
        queries: list[VillageQuery] = []
        for value in encoded.dictionary.to_pylist():
            label, codes, former = value.rsplit(_SEPARATOR, 2)
            queries.append((label, tuple(codes.split("|")) if codes else (), declared, former or None))
        fresh = [query for query in dict.fromkeys(queries) if query not in self._villages]
        if fresh:
            self._villages |= dict(zip(fresh, self._ask_villages(fresh), strict=True))
        answers = [self._villages[query] for query in queries]
        spread = _Spread(encoded.indices)
        return VillageColumns(
            village=written,
            key=key,
            candidates=spread(["|".join(answer.candidates) or None for answer in answers]),
            expired=spread(["|".join(answer.expired) or None for answer in answers]),
            identifier=spread([_only(answer.candidates) for answer in answers]),
            status=spread([answer.status for answer in answers]),
        )

    def unit_of_file(self, names: TextArray, pattern: str | None) -> TextArray:
        """What a file's name says of a unit: what `pattern` finds, else a unit's code in it, else the name itself and
        those of its folders, one below the other."""
        encoded = names.dictionary_encode()
        return _Spread(encoded.indices)([self._of_file(name, pattern) for name in encoded.dictionary.to_pylist()])

    def _of_file(self, name: str, pattern: str | None) -> str | None:
        if pattern:
            hit = re.search(pattern, name)
            return hit.group(1 if hit.re.groups else 0) if hit else None
        codes = [number for number in re.findall(r"(?<!\d)\d{5}(?!\d)", name) if self._is_code(number)]
        return codes[0] if codes else "\n".join(reversed(re.split(r"[/\\]", name)))


class _Spread:
    """Gives each row the value of its distinct answer."""

    def __init__(self, indices: TextArray) -> None:
        self._indices = indices

    def __call__(self, values: list[str | None]) -> TextArray:
        return pa.array(values, pa.string()).take(self._indices)


def _pairs(first: TextArray, second: TextArray) -> TextArray:
    """Both texts in one; null where the first is null."""
    return pc.binary_join_element_wise(first, pc.fill_null(second, ""), _SEPARATOR)


def _padded(text: str) -> str:
    """A code that a spreadsheet made a number of has lost its leading zero; shorter ones may be of another level."""
    if _CODE.match(text):
        code = text.removesuffix(".0")
        return code.zfill(5) if len(code) == 4 else code
    return text


def _only(candidates: tuple[str, ...]) -> str | None:
    return candidates[0] if len(candidates) == 1 else None
