"""Two dates of birth beside each other: a different date, or the same one said less precisely.

A form asks for a day nobody knew, so 1 January stands for a year alone and some dates (``text/data/placeholders.csv``)
for nothing at all. Such a date beside a better one is not a contradiction as long as what it does say agrees.
"""

from collections.abc import Sequence

import pandas as pd

from doisoat.text.difference import SAME, Difference, Verdict, table
from doisoat.text.placeholders import told_date


def date_difference(a: str, b: str) -> Difference:
    """What lies between two canonical dates (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``).

    >>> [date_difference("1958-03-30", b).cause for b in ("1958-01-01", "1958", "1958-03", "1959-01-01", "1958-03-31")]
    ['first_of_january', 'year_only', 'month_only', 'other_year', 'other_day']
    >>> date_difference("1958-05-03", "1958-03-05").cause, date_difference("1958-01-01", "1958-01-01").verdict.value
    ('day_month_swapped', 'same')
    """
    if a == b:
        return SAME
    told_a, told_b = told_date(a), told_date(b)
    if not told_a or not told_b:
        return Difference(Verdict.LESS_PRECISE, "filler_date")
    if told_a[:4] != told_b[:4]:
        return Difference(Verdict.DIFFERS, "other_year")
    if len(told_a) >= 7 and len(told_b) >= 7:
        if told_a[5:7] != told_b[5:7]:
            swapped = told_a[5:7] == told_b[8:] and told_b[5:7] == told_a[8:]
            return Difference(Verdict.DIFFERS, "day_month_swapped" if swapped else "other_month")
        if len(told_a) == len(told_b) == 10:
            return Difference(Verdict.DIFFERS, "other_day")
    if (told_a, told_b) != (a, b):
        return Difference(Verdict.LESS_PRECISE, "first_of_january")
    return Difference(Verdict.LESS_PRECISE, "year_only" if min(len(a), len(b)) == 4 else "month_only")


def date_differences(a: Sequence[str], b: Sequence[str]) -> pd.DataFrame:
    """``date_difference`` of distinct pairs; a row a pair, in order: a, b, verdict, cause, proposal."""
    return table(a, b, [date_difference(x, y) for x, y in zip(a, b, strict=True)])
