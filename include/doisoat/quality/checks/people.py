"""Rules about one person's row: what the personal number says of sex and year of birth, ages, order of dates."""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.identifiers.personal_number import sex_and_year
from doisoat.quality.checks.arrays import Bools
from doisoat.quality.checks.dates import not_after
from doisoat.text.placeholders import void_dates


def number_fits_person(frame: pd.DataFrame) -> Bools:
    """The number's year is the row's year of birth and its sex the row's, where these are given.

    A number that is not 12 digits fits: its form is another rule's matter.

    Args:
        frame: personal number; date of birth (text) or year of birth (number); optionally sex (M, F).
    """
    number, born = frame.iloc[:, 0], frame.iloc[:, 1]
    says = sex_and_year(number.astype("str"))
    if pd.api.types.is_numeric_dtype(born):
        own_year = born
    else:
        # A date that fills a field states no year.
        own_year = pd.to_numeric(born.str[:4], errors="coerce").where(~born.isin(void_dates()))
    fits = _same_or_null(says["birth_year"].astype("float64"), own_year.astype("float64"))
    return fits & _same_or_null(says["sex"], frame.iloc[:, 2]) if frame.shape[1] > 2 else fits


def _same_or_null(first: "pd.Series[Any]", second: "pd.Series[Any]") -> Bools:
    return (first.isna() | second.isna() | (first == second)).to_numpy(dtype=bool)


def living_age_plausible(vital_status: "pd.Series[Any]", born: "pd.Series[Any]", as_of: str, max_age: int) -> Bools:
    """Nobody recorded as living (or without a status) is certainly older than ``max_age`` years at ``as_of``."""
    living = ~vital_status.isin(("deceased", "missing")).to_numpy()
    oldest = f"{int(as_of[:4]) - max_age:04d}"
    return ~(living & (born.str[:4] < oldest).to_numpy(dtype=bool))


def dates_in_order(frame: pd.DataFrame) -> Bools:
    """No date is certainly after a later column's; nulls are passed over."""
    answer = np.ones(len(frame), dtype=bool)
    for first in range(frame.shape[1]):
        for second in range(first + 1, frame.shape[1]):
            answer &= not_after(frame.iloc[:, first], frame.iloc[:, second])
    return answer
