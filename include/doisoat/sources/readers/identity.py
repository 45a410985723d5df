"""Does a row of a sheet show somebody, or something, of its own: a name with a number, a date or an id?

Remarks hold every word a signature block or a total does ("Trưởng thôn", "Kế toán"), and there are people called
Cộng. So words decide only about rows that show no identity.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from doisoat import registers
from doisoat.registers.schema import Kind
from doisoat.sources.model import TableRule
from doisoat.sources.readers.headings import Heading, plain

_IDS = frozenset(
    {Kind.PERSONAL_ID, Kind.FORMER_ID, Kind.PARTICIPANT_NO, Kind.HEALTH_CARD, Kind.PARCEL_CODE, Kind.CERTIFICATE}
)
_RUNNING = frozenset({"stt", "tt", "so tt", "so thu tu", "s t t", "no"})
_COUNT = re.compile(r"\(?\d{1,6}\s*[.)]?")
_DATE = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{4}-\d{1,2}(-\d{1,2}.*)?|\d{1,2}[/.\-]\d{4}")
_YEAR = re.compile(r"(18|19|20)\d\d|[1-6]\d{4}(\.\d+)?")  # a year alone, or a spreadsheet's number of a day
_ID = re.compile(r"['=\"]*[A-Z]{0,3}[\d .\-]{6,}\"?|\d+[.,]\d{4,}E\+?\d+", re.IGNORECASE)
_KEY = re.compile(r"[\w./\-]*\d[\w./\-]*")


@dataclass(frozen=True)
class Roles:
    """Positions of the columns that say who or what a row is about; nothing known leaves every mapped column open."""

    names: frozenset[int] = frozenset()
    ids: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()


NO_ROLES = Roles()


@dataclass(frozen=True)
class Identity:
    """What a row shows of its own.

    Args:
        names: texts of the name columns.
        numbered: a running number, or a key of the source's own.
        dated: a day, or a year alone.
        certain: an id or a whole date: no count or sum looks like it.
        identified: an id.
    """

    names: tuple[str, ...]
    numbered: bool
    dated: bool
    certain: bool
    identified: bool

    @property
    def whole(self) -> bool:
        """A name with a number or a date, or an id."""
        return self.identified or (bool(self.names) and (self.numbered or self.dated or self.certain))


def roles_of(rules: Mapping[str, TableRule], places: Mapping[str, int]) -> Roles:
    """The roles of the columns of one physical table.

    Args:
        rules: its canonical tables.
        places: where each mapped column is.
    """
    found: dict[str, set[int]] = {"names": set(), "ids": set(), "dates": set(), "keys": set()}
    for table, rule in rules.items():
        kinds = {item.name: item.kind for item in registers.table(table).fields}
        for name, column in rule.columns.items():
            kind = Kind(column.parser) if column.parser in set(Kind) else kinds.get(column.field)
            role = "names" if kind is Kind.NAME else "ids" if kind in _IDS else "dates"
            if name in places and (role != "dates" or kind in (Kind.DATE, Kind.YEAR)):
                found[role].add(places[name])
        found["keys"] |= {places[name] for name in rule.key if name in places}
        # Sheet and parcel number are what a parcel is known by.
        numbers = {"map_sheet_no", "parcel_no", "household_no"}
        found["keys"] |= {
            places[name] for name, item in rule.columns.items() if item.field in numbers & set(kinds) and name in places
        }
    return Roles(
        **{
            name: frozenset(positions - found["names"] if name == "keys" else positions)
            for name, positions in found.items()
        }
    )


def running(headings: Sequence[Heading]) -> frozenset[int]:
    """Positions of the columns that number the rows."""
    return frozenset(place for place, heading in enumerate(headings) if plain(heading.labels()[0]) in _RUNNING)


def identity(cells: Mapping[int, str], roles: Roles, counted: frozenset[int], mapped: Iterable[int]) -> Identity:
    """What a row shows of its own.

    Args:
        cells: its filled cells.
        roles: of the columns.
        counted: columns that number the rows.
        mapped: the mapped columns.
    """
    known = roles.names or roles.ids or roles.dates or roles.keys
    open_columns = frozenset() if known else frozenset(mapped)
    names = tuple(cells[place] for place in sorted(roles.names | open_columns) if _has_letters(cells.get(place, "")))
    if known and not roles.names:
        # A table without names (parcels): its numbers stand for themselves.
        names = tuple(cells[place] for place in sorted(roles.keys | roles.ids) if place in cells)
    identified = any(map(_is_id, _of(cells, roles.ids | open_columns)))
    dates = _of(cells, roles.dates | open_columns)
    certain = identified or any(map(_DATE.fullmatch, dates))
    numbered = any(map(_COUNT.fullmatch, _of(cells, counted | frozenset({0}))))
    numbered = numbered or any(map(_KEY.fullmatch, _of(cells, roles.keys - roles.names)))
    return Identity(names, numbered, any(map(_YEAR.fullmatch, dates)), certain, identified)


def _of(cells: Mapping[int, str], places: Iterable[int]) -> list[str]:
    return [cells[place] for place in places if place in cells]


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and sum(map(str.isdigit, text)) >= 6


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
