"""Rules about participations: period, age for the scheme, and the participant number inside the card number."""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools, matches
from doisoat.quality.checks.dates import not_after, years_before

MIN_AGE = {"compulsory": 15, "voluntary": 15, "pension": 35}
"""Youngest age in years a scheme admits; pension covers early disability pensions (our assumption, on the safe side).
Labour Code 2019 Art. 3 and Law 41/2024/QH15 Art. 2: from 15 years."""


def card_carries_number(card: "pd.Series[Any]", participant_no: "pd.Series[Any]") -> Bools:
    """The last ten characters of a 15-character card are the 10-digit participant number (Decision 1351/QĐ-BHXH).

    Met when either is of another form: then there is nothing to compare.
    """
    comparable = matches(card, r"^.{15}$") & matches(participant_no, r"^\d{10}$")
    return ~comparable | (card.str[-10:] == participant_no).to_numpy(dtype=bool)


def scheme_fits_age(scheme: "pd.Series[Any]", born: "pd.Series[Any]", as_of: str) -> Bools:
    """Nobody certainly younger than the scheme admits takes part in it."""
    answer = np.ones(len(scheme), dtype=bool)
    for name, age in MIN_AGE.items():
        answer &= ~((scheme == name) & (born > years_before(as_of, age))).to_numpy(dtype=bool)
    return answer


def period_fits_status(status: "pd.Series[Any]", to_on: "pd.Series[Any]", as_of: str) -> Bools:
    """An active participation has not certainly ended before ``as_of``; an ended one does not end after it."""
    today = pd.Series(as_of, index=to_on.index, dtype="str")
    over = ~not_after(today, to_on)
    later = (to_on > as_of).to_numpy(dtype=bool)
    return ~((status == "active").to_numpy() & over) & ~((status == "ended").to_numpy() & later)
