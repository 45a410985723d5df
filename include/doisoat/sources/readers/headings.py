"""Find the columns of a mapping among the headings a file really has.

Officers rename, reorder and retype headings from month to month. A mapped name is looked for as it is written, then
folded (case, tone marks, blanks and punctuation gone), then as the one close match; a close match is used but noted,
and a column that is needed and not found stops the source instead of emptying a field in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from doisoat.sources.errors import SourceError
from doisoat.text.fold import fold_text

CLOSE = 90.0
"""Least similarity (0-100) of a renamed heading."""


@dataclass(frozen=True)
class Wanted:
    """A source column the mapping names; `essential` when a file without it cannot be read."""

    name: str
    essential: bool


@dataclass(frozen=True)
class Heading:
    """One column of a file: the lower heading, and the heading of the merged cell above it where there is one."""

    leaf: str
    group: str = ""

    def labels(self) -> tuple[str, ...]:
        """Ways the column may be named in a mapping, the most specific first."""
        return (f"{self.group} {self.leaf}", self.leaf) if self.group and self.leaf else (self.leaf or self.group,)


@dataclass(frozen=True)
class Match:
    """Where each wanted column is.

    Args:
        places: wanted name → position of the column.
        renamed: wanted name → the heading that was taken for it though it only resembles it.
        missing: wanted names not found.
    """

    places: dict[str, int]
    renamed: dict[str, str]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """What a message says about the place: source, file, sheet."""

    source: str
    file: str
    sheet: str = "–"


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A heading's folded form."""
    return fold_text(text)


def score(wanted: Sequence[Wanted], headings: Sequence[Heading]) -> int:
    """How many wanted columns are found without resorting to resemblance."""
    folded = {plain(label) for heading in headings for label in heading.labels()} - {""}
    return sum(plain(item.name) in folded for item in wanted)


def match(wanted: Sequence[Wanted], headings: Sequence[Heading], where: Where) -> Match:
    """Find each wanted column.

    Args:
        wanted: columns the mapping names.
        headings: the file's columns in order.
        where: for the message.

    Raises:
        SourceError: SRC-COLUMN-TWICE when two columns bear a wanted name, SRC-COLUMN-MISSING when an essential one is
            absent.
    """
    places: dict[str, int] = {}
    for exact in (True, False):
        for item in wanted:
            if item.name not in places:
                found = _named(item.name, headings, exact)
                if len(found) > 1:
                    raise SourceError("SRC-COLUMN-TWICE", **vars(where), columns=item.name)
                if found:
                    places[item.name] = found[0]
    renamed = _resembling([item for item in wanted if item.name not in places], headings, places)
    missing = tuple(item.name for item in wanted if item.name not in places)
    needed = [item.name for item in wanted if item.essential and item.name in missing]
    if needed:
        free = [h.labels()[0] for i, h in enumerate(headings) if i not in places.values() and h.labels()[0]]
        near = process.extractOne(needed[0], free, scorer=fuzz.ratio, processor=plain)
        raise SourceError(
            "SRC-COLUMN-MISSING",
            **vars(where),
            columns=", ".join(f"«{name}»" for name in needed),
            nearest=f"«{near[0]}»" if near else "–",
        )
    return Match(places, renamed, missing)


def _named(name: str, headings: Sequence[Heading], exact: bool) -> list[int]:
    """Positions of the columns called `name`; the whole name (group and leaf) counts before the leaf alone."""
    want = " ".join(name.split()) if exact else plain(name)
    for level in (0, 1):
        found = []
        for position, heading in enumerate(headings):
            labels = heading.labels()
            if level < len(labels):
                label = " ".join(labels[level].split()) if exact else plain(labels[level])
                if label and label == want:
                    found.append(position)
        if found:
            return found
    return []


def _resembling(wanted: Sequence[Wanted], headings: Sequence[Heading], places: dict[str, int]) -> dict[str, str]:
    """Take the one free column that resembles a wanted name closely, if no other wanted name claims it."""
    taken = set(places.values())
    labels = {
        (position, label): plain(label)
        for position, heading in enumerate(headings)
        if position not in taken
        for label in heading.labels()
        if plain(label)
    }
    claims: dict[int, list[tuple[str, str]]] = {}
    for item in wanted:
        near = process.extract(plain(item.name), labels, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None)
        positions = {key[0] for _, _, key in near}
        if len(positions) == 1:
            claims.setdefault(positions.pop(), []).append((item.name, near[0][2][1]))
    renamed = {}
    for position, names in claims.items():
        if len(names) == 1:
            places[names[0][0]] = position
            renamed[names[0][0]] = names[0][1]
    return renamed
