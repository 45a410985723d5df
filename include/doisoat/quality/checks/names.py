"""Whether a name can be a person's name as written (not whose it is, nor whether it is spelt well)."""

from typing import Any

import pandas as pd

from doisoat.quality.checks.arrays import Bools, matches

# Vietnamese letters, the letters of Ê Đê, Gia Rai, Ba Na and M'nông names, and marks without a composed form.
_LETTER = r"[A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹĔĕŎŏŬŭČčÑñɃƀÖöËëÜüḐḑŃń\p{Mn}]"
_WORD = rf"{_LETTER}(?:['’ʼ.\-]?{_LETTER})*\.?"
# One word alone is a name only in forms such as K'Brêu.
_NAME = rf"^(?:{_WORD}(?: {_WORD})+|{_LETTER}+['’ʼ]{_LETTER}+)$"


def person_name(column: "pd.Series[Any]") -> Bools:
    """Two words or more of Vietnamese or ethnic-minority letters; no digits, symbols or undecoded legacy text."""
    return matches(column, _NAME)
