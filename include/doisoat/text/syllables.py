"""Which strings are Vietnamese syllables.

Written Vietnamese is a closed set: an onset, a rime, at most one of five tones. Knowing it lets us place tone marks,
tell a legacy encoding from Unicode, and tell Telex residue from a foreign name, without any dictionary.

Source of the rimes: the syllable table of school grammar (onset, glide, nucleus, coda), written out.
"""

import unicodedata
from functools import cache
from typing import Final

from doisoat.text.chars import QUALITIES, TONES

_RIME_TABLE: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oc oe oem oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uôc uôi uôm uôn uông uôt uơ uơn uơt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
    """
_RIMES: Final = frozenset(_RIME_TABLE.split())
_AFTER_QU_TABLE: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng ât âu ây e en eng eo et ê êch ên ênh êt
    i ich in inh it iu o ôc ơ ơi ơn ơt y ych yên yêt ynh yt yp
    """
_AFTER_QU: Final = frozenset(_AFTER_QU_TABLE.split())
_FRONT: Final = frozenset("eêiy")
_ONSETS: Final = (
    "ngh",
    "ng",
    "nh",
    "gh",
    "gi",
    "kh",
    "ph",
    "th",
    "tr",
    "ch",
    "qu",
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "x",
    "",
)
_Y_AFTER: Final = frozenset(["", "h", "k", "l", "m", "s", "t", "th", "v", "n", "d", "r", "b"])


def split(letters: str) -> tuple[str, str] | None:
    """Cut a lower-case, toneless syllable into (onset, rime); None when it is not one.

    >>> split("nguyên"), split("gin"), split("quy"), split("kđăm")
    (('ng', 'uyên'), ('g', 'in'), ('qu', 'y'), None)
    """
    for onset in _ONSETS:
        if letters.startswith(onset):
            rime = letters[len(onset) :]
            if _fits(onset, rime):
                return onset, rime
    return None


def _fits(onset: str, rime: str) -> bool:
    if onset == "qu":
        return rime in _AFTER_QU
    if rime not in _RIMES:
        return False
    first = rime[0]
    if onset == "gi":
        return first not in "iyê" or rime in ("êc", "êng", "êt", "ê")
    if onset in ("ngh", "gh"):
        return first in "eêi"
    if onset == "k":
        return first in _FRONT
    if onset == "g" and first == "i":
        return True
    if onset in ("c", "g", "ng"):
        return first not in _FRONT
    if first == "y":
        return onset == "" or (rime == "y" and onset in _Y_AFTER)
    return True


@cache
def is_base(letters: str) -> bool:
    """Whether a lower-case toneless string (ă â đ ê ô ơ ư kept) is a possible syllable."""
    return split(letters) is not None


@cache
def folded() -> frozenset[str]:
    """Every possible syllable without any mark, e.g. ``nguyen``, ``hoa``, ``dat``."""
    out = set()
    for onset in _ONSETS:
        for rime in _RIMES | _AFTER_QU:
            if _fits(onset, rime):
                out.add(_ascii(onset + rime))
    return frozenset(out)


def _ascii(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in marks if not unicodedata.combining(c))


def take_apart(token: str) -> tuple[str, list[str], list[int]]:
    """Separate a token's letters from its tone marks.

    Returns:
        The letters in NFC without tones and without doubled quality marks (case kept); the tone marks found, in
        order; for each, the index of its letter.
    """
    letters: list[str] = []
    tones: list[str] = []
    at: list[int] = []
    for char in unicodedata.normalize("NFD", token):
        if char in TONES and letters:
            tones.append(char)
            at.append(len(letters) - 1)
        elif char in QUALITIES and letters and char in letters[-1]:
            continue
        elif unicodedata.combining(char) and letters:
            letters[-1] += char
        else:
            letters.append(char)
    return "".join(unicodedata.normalize("NFC", c) for c in letters), tones, at


def is_syllable(token: str) -> bool:
    """Whether a token, in any case, is a Vietnamese syllable with at most one, rightly possible tone.

    Syllables that end in p, t, c or ch carry sắc or nặng only; unmarked ones are accepted (missing diacritics).

    >>> [is_syllable(t) for t in ("Nguyễn", "Hoà", "Kđăm", "NguyÔn", "tẽt")]
    [True, True, False, False, False]
    """
    letters, tones, at = take_apart(token.lower())
    parts = split(letters)
    if parts is None or len(set(tones)) > 1:
        return False
    if tones and parts[1].endswith(("p", "t", "c", "ch")) and TONES[tones[0]] not in "sj":
        return False
    return all(letters[i] in "aăâeêioôơuưy" for i in at)
