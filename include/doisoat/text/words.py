"""The syllables names are made of, and how often.

Built by ``tools/build_name_syllables.py`` from lists of surnames, middle and given names (MIT). It is only evidence for
suggestions: a name that is not in it is still a name.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from doisoat.text.fold import ascii_token

_FILE: Final = Path(__file__).resolve().parent / "data" / "name_syllables.csv"


class Lexicon(NamedTuple):
    """Weights of lower-case syllables.

    Attributes:
        surname: weight as a surname's first syllable, in percent of people.
        other: number of given and middle names with it.
        by_fold: bare form → the lower-case syllables that fold to it.
    """

    surname: dict[str, float]
    other: dict[str, float]
    by_fold: dict[str, list[str]]

    def weight(self, syllable: str) -> float:
        """Evidence for a syllable in any place of a name."""
        return self.other.get(syllable, 0.0) + 10 * self.surname.get(syllable, 0.0)

    def restore(self, bare: str, first: bool) -> str | None:
        """The most usual syllable behind a bare one in a surname's or another place; None when none is known."""
        forms = self.by_fold.get(bare, [])
        weights = self.surname if first else self.other
        return max(forms, key=lambda f: (weights.get(f, 0.0), self.weight(f), f), default=None)

    def must_be_marked(self, bare: str) -> bool:
        """Whether the bare form is hardly ever a name itself, so that its diacritics must have been lost."""
        forms = self.by_fold.get(bare, [])
        total = sum(self.weight(f) for f in forms)
        return total > 0 and self.weight(bare) < 0.05 * total


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    surname: dict[str, float] = {}
    other: dict[str, float] = {}
    by_fold: dict[str, list[str]] = defaultdict(list)
    with _FILE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            syllable = row["syllable"]
            if float(row["surname"]):
                surname[syllable] = float(row["surname"])
            if float(row["other"]):
                other[syllable] = float(row["other"])
            by_fold[ascii_token(syllable)].append(syllable)
    return Lexicon(surname, other, dict(by_fold))
