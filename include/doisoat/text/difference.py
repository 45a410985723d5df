"""What lies between two values that should be one: nothing an office would see, or something with a name.

The one place that says which differences of names and dates are cosmetic. ``detect`` asks it once for every distinct
pair of values; linkage has its own, forgiving comparison, because the same person may well be written in both ways.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import pandas as pd


class Verdict(StrEnum):
    """``cosmetic``: two spellings of a value; ``less_precise``: one of two dates says less; ``differs``: two values."""

    SAME = "same"
    COSMETIC = "cosmetic"
    LESS_PRECISE = "less_precise"
    DIFFERS = "differs"


class Difference(NamedTuple):
    """What lies between two values.

    Attributes:
        verdict: what an office would say.
        cause: why, a code of ``CAUSES``; None when the values are the same.
        proposal: the value meant, where one of the two can be repaired by a rule into the other one.
    """

    verdict: Verdict
    cause: str | None = None
    proposal: str | None = None


SAME: Final = Difference(Verdict.SAME)

NAME_CAUSES: Final = (
    "letters",
    "letter_mark",
    "other_tone",
    "nga_nang",
    "hoi_nga",
    "mark_lost",
    "i_y",
    "extra_text",
    "abbreviated",
    "old_font",
    "keystrokes",
)
"""Why two names are different names, the gravest first; the last four can be repaired by a rule."""

REPAIRABLE: Final = frozenset(["extra_text", "abbreviated", "old_font", "keystrokes"])
"""Causes that lie in how a source was typed or exported, not in what it says."""

SPELLINGS: Final = ("case", "blanks", "unicode", "tone_placement", "no_marks")
"""Why two spellings are the same name all the same."""

DATE_CAUSES: Final = ("other_year", "day_month_swapped", "other_month", "other_day")
"""Why two dates are different dates, the gravest first."""

LESS_PRECISE: Final = ("filler_date", "first_of_january", "year_only", "month_only")
"""Why one of two dates only says less than the other."""

CAUSES: Final = (*NAME_CAUSES, *SPELLINGS, *DATE_CAUSES, *LESS_PRECISE)


def table(a: Sequence[str], b: Sequence[str], found: Sequence[Difference]) -> pd.DataFrame:
    """Differences of pairs of values as a frame: a, b, verdict, cause, proposal (text; the last two may be null)."""
    parts = list(zip(*found, strict=True)) if found else [()] * 3
    names = ("verdict", "cause", "proposal")
    judged = {name: pd.Series(list(part), dtype="str") for name, part in zip(names, parts, strict=True)}
    return pd.DataFrame({"a": pd.Series(list(a), dtype="str"), "b": pd.Series(list(b), dtype="str"), **judged})
