"""Sex, ethnic group and relation to the head of household: words, abbreviations and misspellings to codes.

Ethnic groups are numbered 01–54 as in the official list; relations follow Circular 55/2021/TT-BCA Art. 6, split by
sex, with codes of our own (the registers room ships both lists). A word is matched by its key, so case, tone placement
and lost diacritics do not matter, except where the bare form means two things (``chau``: cháu nội or cháu ngoại).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import pandas as pd

from doisoat.text.chars import MAX_CELL, clean
from doisoat.text.fold import fold_text
from doisoat.text.outcome import Outcome, frame
from doisoat.text.vector import Distinct

_SEX: Final = {
    "M": ("nam", "m", "male", "trai", "nam gioi", "dan ong", "con trai", "nan"),
    "F": ("nu", "f", "female", "gai", "nu gioi", "dan ba", "con gai", "phu nu"),
}
_SEX_CODES: Final = {"1": "M", "0": "F", "2": "F"}

_ETHNIC: Final = """
01 kinh|viet|kinh viet
02 tay
03 thai|thai den|thai trang
04 hoa|han|hoa han
05 kho me|khmer|khome|kh me|kho mer
06 muong
07 nung
08 mong|hmong|h mong|meo|mong hoa|mong trang
09 dao
10 gia rai|jrai|giarai|gia lai|jarai|ja rai
11 ngai
12 e de|ede|rade|rhade
13 ba na|bana|bahnar
14 xo dang|sedang|xodang|xe dang|xo dan
15 san chay|cao lan|san chi|cao lan san chi
16 co ho|k ho|co ho sre|ko ho|kơ ho
17 cham
18 san diu
19 hre
20 mnong|m nong|mo nong
21 ra glai|raglai|raglay|rag lai|ra glay
22 xtieng|x tieng|stieng|s tieng|xo tieng
23 bru van kieu|van kieu|bru
24 tho
25 giay
26 co tu|cotu|katu|ca tu|ko tu
27 gie trieng|gie|ta rieng
28 ma
29 kho mu|khomu|khmu|kh mu
30 co|cor
31 ta oi|taoi|pa co|pa ko
32 cho ro|choro|chau ro
33 khang
34 xinh mun|xinhmun
35 ha nhi
36 chu ru|churu
37 lao
38 la chi
39 la ha
40 phu la
41 la hu
42 lu
43 lo lo
44 chut
45 mang
46 pa then
47 co lao
48 cong
49 bo y
50 si la
51 pu peo
52 brau
53 o du
54 ro mam|romam
"""
_FOREIGN: Final = frozenset(["nuoc ngoai", "nguoi nuoc ngoai", "ngoai quoc"])

_RELATIONS: Final = """
01 chu ho
02 vo|vo chu ho
03 chong|chong chu ho
04 cha de|cha|bo|bo de|cha ruot|bo ruot|ba ruot
05 me de|me|ma|me ruot
06 cha vo|bo vo|ba vo
07 me vo|ma vo
08 cha chong|bo chong|ba chong
09 me chong|ma chong
10 cha nuoi|bo nuoi
11 me nuoi
12 cha duong|bo duong
13 me ke
14 con de|con|con ruot|con trai|con gai|con trai ruot|con gai ruot
15 con nuoi
16 con rieng cua vo chong|con rieng|con rieng cua vo|con rieng cua chong
17 con re
18 con dau
19 ong|ong noi|ong ngoai
20 ba|ba noi|ba ngoai
21 cu
22 chau noi
23 chau ngoai
24 chat
25 anh ruot|anh|anh trai
26 chi ruot|chi|chi gai
27 em ruot|em|em trai|em gai
28 cung cha khac me
29 cung me khac cha
30 anh re
31 em re
32 chi dau
33 em dau
34 chau ruot
35 bac|bac ruot
36 chu|chu ruot
37 cau|cau ruot
38 co|co ruot
39 di|di ruot
40 nguoi giam ho|giam ho
41 nguoi duoc giam ho|duoc giam ho
42 o nho o thue|o nho|o thue|nguoi o nho|nguoi o thue|o tro|thue tro
43 khac|moi quan he khac|quan he khac|nguoi khac|khong quan he
"""
_HEAD_WRITTEN: Final = re.compile(r"(?i)\bc(?:h(?:ủ|u)?)?[\s./]*h?(?:ộ|o)?\.?$")
_TWO_MEANINGS: Final = {"chau": ("22", "22|23|34"), "ong ba": (None, "19|20"), "bo me": (None, "04|05")}
# "ba" is the southern word for father and the general word for grandmother; "bà" with its mark is the second.
_MARKED: Final = {"bà": "20", "ba": None, "cô": "38", "có": None, "bố": "04", "bó": None, "chú": "36", "cụ": "21"}


def _table(text: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for line in text.strip().splitlines():
        code, names = line.split(" ", 1)
        for name in names.split("|"):
            out[fold_text(name)] = code
            out.setdefault(fold_text(name).replace(" ", ""), code)
    return out


_ETHNIC_BY_KEY: Final = _table(_ETHNIC)
_RELATION_BY_KEY: Final = _table(_RELATIONS)
_SEX_BY_KEY: Final = {name: code for code, names in _SEX.items() for name in names}
_LEAD: Final = re.compile(r"^(?:dan toc|nguoi|quan he|gioi tinh|nhom)\s+")
_NUMBERED: Final = re.compile(
    r"^(?:(?P<code>\d{1,2})\s*[-–.:)/_ ]\s*(?P<word>\D+)|(?P<word2>\D+?)\s*[-–(:/_ ]\s*(?P<code2>\d{1,2})\)?)$"
)
"""A code of the source's own with its word: ``1-Nam``, ``02. Vợ``, ``Nam (1)``."""
_HEAD: Final = re.compile(r"\b(?:c ?h|ch ho|c ho|chu h)$")
"""Chủ hộ abbreviated at the end of a relation: ``CH``, ``Con CH``, ``Vợ C.Hộ``."""


def _worded(value: str, read: Callable[[str], Outcome]) -> Outcome | None:
    """A cell of a code and a word, read by its word; the code is the source's, so it is a suggestion."""
    found = _NUMBERED.match(clean(value))
    if not found:
        return None
    meant = read(found["word"] or found["word2"])
    likely = meant.canonical or meant.suggestion
    return Outcome(None, meant.key, likely, "code_and_word") if likely else None


@lru_cache(maxsize=4_096)
def sex(value: str) -> Outcome:
    """``M`` or ``F``; a bare number is only a suggestion, because sources number the sexes differently.

    >>> sex("Nữ").canonical, sex("1").suggestion, sex("1").problem
    ('F', 'M', 'coded_value')
    """
    key = _LEAD.sub("", fold_text(value))
    if not key:
        return Outcome()
    if key in _SEX_BY_KEY:
        return Outcome.of(_SEX_BY_KEY[key])
    if key in _SEX_CODES:
        return Outcome(suggestion=_SEX_CODES[key], problem="coded_value")
    return _worded(value, sex) or Outcome(problem="unknown_value")


@lru_cache(maxsize=16_384)
def ethnicity(value: str) -> Outcome:
    """Code 01–54 of an ethnic group.

    >>> [ethnicity(v).canonical for v in ("Kinh", "H'Mông", "H,Mông", "Ê đê", "Cơ Ho", "05")]
    ['01', '08', '08', '12', '16', '05']
    """
    text = clean(value)
    if not text:
        return Outcome()
    if text.isdecimal():
        number = int(text)
        return Outcome.of(f"{number:02}") if 1 <= number <= 54 else Outcome(problem="unknown_value")
    key = _LEAD.sub("", fold_text(text.replace(",", "'").replace(".", "'")))
    if key in _FOREIGN:
        return Outcome(problem="foreigner")
    code = _ETHNIC_BY_KEY.get(key) or _ETHNIC_BY_KEY.get(key.replace(" ", ""))
    if code:
        return Outcome.of(code)
    return _worded(value, ethnicity) or Outcome(problem="unknown_value")


@lru_cache(maxsize=16_384)
def relationship(value: str) -> Outcome:
    """Code 01–43 of the relation to the head of household.

    >>> [relationship(v).canonical for v in ("Chủ hộ", "vợ", "Con đẻ", "bà")]
    ['01', '02', '14', '20']
    >>> relationship("Cháu")
    Outcome(canonical=None, key='chau', suggestion='22|23|34', problem='ambiguous_value')
    """
    text = clean(value)
    key = _LEAD.sub("", fold_text(text))
    if not key:
        return Outcome()
    if text.isdecimal():
        return Outcome.of(f"{int(text):02}") if 1 <= int(text) <= 43 else Outcome(problem="unknown_value")
    marked = text.lower()
    if marked in _MARKED:
        code = _MARKED[marked]
        return Outcome.of(code) if code else Outcome(None, key, "04|20" if key == "ba" else None, "ambiguous_value")
    if key in _TWO_MEANINGS:
        return Outcome(None, key, _TWO_MEANINGS[key][1], "ambiguous_value")
    code = _RELATION_BY_KEY.get(key) or _RELATION_BY_KEY.get(re.sub(r"\s+(?:cua\s+|voi\s+)?chu ho$", "", key))
    if code:
        return Outcome.of(code)
    if _HEAD.search(key):
        # The marks of the other words decide what "bà CH" or "cô CH" is.
        rest = _HEAD_WRITTEN.sub("", text).strip()
        meant = relationship(rest) if rest and rest != text else Outcome("01" if not rest else None)
        likely = meant.canonical or meant.suggestion
        return Outcome(None, _HEAD.sub("chu ho", key), likely, "abbreviation" if likely else "unknown_value")
    return _worded(value, relationship) or Outcome(None, key, None, "unknown_value")


def normalise_codes(values: pd.Series, read: Callable[[str], Outcome]) -> pd.DataFrame:
    """Read a column with ``sex``, ``ethnicity`` or ``relationship``, once per distinct value."""
    distinct = Distinct.of(values)
    too_long = Outcome(problem="text_too_long")
    return frame(distinct, [read(v) if len(v) <= MAX_CELL else too_long for v in distinct.values])
