"""The unit a book's title lines, sheet name or file name speak of, all lines read together.

Above a table stand a state's motto, a province's and a commune's People's Committee, the book's title, a village; the
sheet's name may repeat the commune or name a village. Each line is read alone, with the districts and provinces the
other lines name; the lines that are sure decide, and lines that are sure of different units decide nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from doisoat.gazetteer.reading import segments, words_of
from doisoat.gazetteer.resolution import Resolution, nothing
from doisoat.gazetteer.texts import TextResolver
from doisoat.gazetteer.titles import title
from doisoat.gazetteer.typewords import COMMUNE, type_before
from doisoat.gazetteer.weighing import before_reform

LINES: Final = 40
"""Lines of a heading that are read."""


class HeadingResolver:
    """Resolves headings by what each line says."""

    def __init__(self, texts: TextResolver) -> None:
        self.texts = texts

    def resolve(
        self, heading: str, as_of: str | None, province: str | None, subject: str, units: Sequence[str] = ()
    ) -> Resolution:
        """All current units a heading may mean.

        Args:
            heading: lines, one below the other.
            as_of: date the names belong to.
            province: current province code the book is known to be of.
            subject: ``people``, ``land`` or ``any``.
            units: current units the book is meant to be of; they settle a doubt, never contradict what is sure.
        """
        lines = [line for line in dict.fromkeys(heading.split("\n")) if line.strip()][:LINES]
        alone = [self.texts.resolve(line, as_of, province, subject) for line in lines]
        context = [line for line, found in zip(lines, alone, strict=True) if found.reason in _CONTEXT]
        named: list[Resolution] = []
        bare: list[Resolution] = []
        for line, found in zip(lines, alone, strict=True):
            if context and found.units and not found.certain:
                found = _better(found, self.texts.resolve(", ".join([line, *context]), as_of, province, subject))
            if found.units:
                (named if _typed(line) else bare).append(found)
        if not named:
            # A name alone may be a village's; among other lines it only counts where it is sure.
            named = [found for found in bare if found.certain or len(lines) == 1]
        return _settled(_joined(named), units, as_of) if named else nothing("never_existed")


_CONTEXT: Final = frozenset({"district_only", "province_only"})


def _better(alone: Resolution, within: Resolution) -> Resolution:
    return within if within.certain or (within.units and set(within.units) < set(alone.units)) else alone


def _typed(line: str) -> bool:
    """Whether a line names something with the type word of a commune."""
    for part in segments(title(line).text):
        words = words_of(part, 0)
        if any(type_before(words, i)[0] == COMMUNE for i in range(len(words))):
            return True
    return False


def _joined(answers: list[Resolution]) -> Resolution:
    """What several lines say together: the sure ones, else what all of them allow, else everything."""
    sure = [found for found in answers if found.certain]
    answers = sure or answers
    common = set(answers[0].units).intersection(*(found.units for found in answers[1:]))
    if len(sure) == 1 or (sure and common):
        return sure[0]
    shares: dict[str, str] = {}
    for found in answers:
        for unit, share in zip(found.units, found.shares, strict=True):
            if not common or unit in common:
                shares.setdefault(unit, share)
    first = answers[0]
    status = "ambiguous" if len(shares) > 1 else first.status
    return Resolution(tuple(shares), tuple(shares.values()), first.relation, first.reason, status, False)


def _settled(found: Resolution, units: Sequence[str], as_of: str | None) -> Resolution:
    """An answer in doubt, settled by the units the book is meant to be of when just one of them is possible."""
    meant = [unit for unit in found.units if unit in units]
    if found.certain or len(meant) != 1:
        return found
    share = found.shares[found.units.index(meant[0])]
    status = "former" if before_reform(as_of) else "current"
    return replace(found, units=(meant[0],), shares=(share,), reason="current", status=status, certain=True)
