"""What outside data had and the made-up province has only when asked: each habit behind a rate of its own.

The data problem: a province made up from the rules is kinder than any real one. These habits came with other people's
data. They are 0 unless asked for, and each draws from streams of its own: a province without them is what it was, byte
for byte, and one of them changes nothing that another draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from doisoat.errors import DoisoatError

ALL = "all"
"""Asks for every habit, as often as in `HOSTILE`."""


@dataclass(frozen=True)
class Unkind:
    """How often each habit is met, 0 to 1.

    Args:
        code_lengths: parcels whose code has the older form (unit.sheet.number), and households whose number is written
            without its zeros, in each source on its own.
        dashed_names: villages called by two names with " - " between them, as some merged ones are.
        borrowed_in_family: households of a source in which one member's personal number is written for others too.
        no_village_list: communes that villages.csv knows nothing of; 1 = a province without a list.
        typist_habits: villages that the clerk of a commune's book always writes in one way of their own.
        unconverted: communes whose rows in a source above it were loaded as they had been: units under the codes of
            before the merger, text in a legacy encoding.
        travelling: mistakes about a person at the centre that its copies at lower levels took over.
    """

    code_lengths: float = 0.0
    dashed_names: float = 0.0
    borrowed_in_family: float = 0.0
    no_village_list: float = 0.0
    typist_habits: float = 0.0
    unconverted: float = 0.0
    travelling: float = 0.0

    def asked(self) -> dict[str, float]:
        """The habits that are not 0."""
        return {item.name: rate for item in fields(self) if (rate := getattr(self, item.name))}


KIND = Unkind()
"""None of them."""
HOSTILE = Unkind(
    code_lengths=0.3,
    dashed_names=0.4,
    borrowed_in_family=0.05,
    no_village_list=0.3,
    typist_habits=0.4,
    unconverted=0.3,
    travelling=0.5,
)
"""Every habit at once, more often than anybody has seen them together."""


def read(words: Iterable[str]) -> Unkind:
    """The rates people ask for: `NAME=RATE`, `NAME` (as often as in `HOSTILE`) or `all`; later words win.

    Raises:
        DoisoatError: SYN-UNKIND for a name nobody knows or a rate that is none.
    """
    found = KIND
    names = {item.name for item in fields(Unkind)}
    for word in words:
        name, _, written = word.partition("=")
        if word == ALL:
            found = HOSTILE
            continue
        try:
            rate = float(written) if written else getattr(HOSTILE, name, -1.0)
        except ValueError:
            rate = -1.0
        if name not in names or not 0 <= rate <= 1:
            raise DoisoatError("SYN-UNKIND", word=word, names=", ".join(sorted(names)))
        found = replace(found, **{name: rate})
    return found
