"""Which encoding a column is in, by the share of words that are Vietnamese syllables after each reading.

Invariant: never decided on one cell. A column answers only when at least ``MIN_WORDS`` different words carry
characters that the reading changes, and the reading makes far more of them syllables than they are as they stand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pandas as pd

from doisoat.text.chars import MAX_CELL, as_text, clean
from doisoat.text.legacy.codec import ENCODINGS, decode_text, to_bytes
from doisoat.text.syllables import is_syllable
from doisoat.text.tones import place
from doisoat.text.words import lexicon

MIN_WORDS: Final = 4
"""Fewest distinct suspicious words on which a column's encoding is decided."""

MIN_SHARE: Final = 0.75
"""Smallest share of suspicious words that a reading must turn into syllables."""

MIN_GAIN: Final = 0.3
"""Smallest gain of that share over the words as they stand."""

MAX_UNICODE: Final = 0.1
"""Largest share of words that can only be Unicode in a column that is taken for another encoding."""

MIN_CELLS: Final = 2
"""Fewest cells with such words: an encoding is a column's or a file's, never told from one cell."""

CELL_ENCODINGS: Final = ("tcvn3", "vni", "viscii", "windows-1258", "utf-8-as-cp1252", "utf-8-as-cp437")
"""Encodings one cell is looked at in, the commonest first."""

SAMPLE: Final = 5_000
"""Distinct values looked at."""

# Blank characters of Latin-1 are letters in TCVN3 and VISCII, so only the ASCII blank and line ends cut words.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WORD: Final = re.compile(r"[^ \t\n\r,.;:()/\-0-9]+")


@dataclass(frozen=True)
class EncodingReading:
    """How one reading of a column does.

    Attributes:
        encoding: name of the reading; ``unicode`` for the text as it stands.
        words: distinct words with a character that is not ASCII.
        share: share of these that are Vietnamese syllables in this reading.
    """

    encoding: str
    words: int
    share: float


def _words(values: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for value in values:
        if not value.isascii() or any(c < " " and c not in "\t\n\r" for c in value):
            for word in _WORD.findall(value[:500]):
                if not word.isascii() or any(c < " " for c in word):
                    found[word] = None
    return list(found)


def _share(words: list[str], encoding: str | None) -> float:
    good = 0
    for word in words:
        text = clean(word if encoding is None else decode_text(word, encoding))
        good += is_syllable(text) and not text.isascii()
    return good / len(words)


def _unicode_share(words: list[str]) -> float:
    """Share of words that are syllables with a letter no one-byte encoding shows (``ễ``): certainly Unicode."""
    return sum(to_bytes(word) is None and is_syllable(clean(word)) for word in words) / len(words)


def mixed(values: pd.Series) -> bool:
    """Whether a column holds two encodings: certain Unicode and words that only another reading makes syllables.

    Such a column is never decoded as a whole; its cells become suggestions one by one.
    """
    words = _words(_sample(values))
    if len(words) < 2 * MIN_WORDS or not _unicode_share(words):
        return False
    strange = [word for word in words if to_bytes(word) is not None and not is_syllable(clean(word))]
    if len(strange) < MIN_WORDS:
        return False
    return max(_share(strange, e) for e in ENCODINGS) >= MIN_SHARE


@lru_cache(maxsize=65_536)
def _strange(word: str) -> bool:
    return not is_syllable(clean(word))


def cell(value: str) -> str | None:
    """What one cell says when it is taken for text in an old encoding; None when it does not look like it.

    Only a suggestion: one cell decides nothing. Every word must be a syllable (or ASCII, a number) in that reading,
    and a word that is none as it stands must become one.

    >>> cell("NguyÔn ThÞ Hßa"), cell("X· Hµm Th¹nh, 12"), cell("Nguyễn Thị Hòa"), cell("Müller")
    ('Nguyễn Thị Hòa', 'Xã Hàm Thạnh, 12', None, None)
    >>> cell("Trần Thiò Hoa")
    'Trần Thị Hoa'
    """
    if value.isascii() or len(value) > MAX_CELL:
        return None
    # Letters that no one-byte encoding shows are Unicode already, unless UTF-8 was read as another encoding.
    strange = [word for word in _words([value]) if _strange(word)]
    if not strange:
        return None
    readings: list[str] = []
    for encoding in CELL_ENCODINGS:
        decoded = decode_text(value, encoding)
        mended = (decode_text(w, encoding) for w in strange)
        if (
            decoded != value
            and all(w.isascii() or is_syllable(w) for w in _WORD.findall(decoded))
            and any(is_syllable(w) and not w.isascii() for w in mended)
        ):
            readings.append(decoded)
    return max(readings, key=_known, default=None) or _words_alone(value, strange)


def _known(text: str) -> int:
    """How many words of a text are syllables of names: of two readings the one with more is meant."""
    return sum(lexicon().weight(place(w).lower()) > 0 for w in _WORD.findall(text))


def _words_alone(value: str, strange: list[str]) -> str | None:
    """A cell in Unicode some of whose words are not (``Trần Thiò Hoa``), with these read; None when one can't be."""
    meant = {word: one_word(word) for word in strange}
    if not all(meant.values()):
        return None
    return _WORD.sub(lambda m: meant.get(m.group()) or m.group(), value)


@lru_cache(maxsize=65_536)
def one_word(word: str) -> str | None:
    """The syllable a single word is in an old encoding; None when it is a syllable as it stands, or in none of them.

    >>> one_word("Thiò"), one_word("NguyêÞn"), one_word("Kieäm"), one_word("Thò")
    ('Thị', 'Nguyễn', 'Kiệm', None)
    """
    if word.isascii() or not _strange(word):
        return None
    decoded = (decode_text(word, encoding) for encoding in ("tcvn3", "vni", "windows-1258", "viscii"))
    readings = [place(text) for text in decoded if text != word and is_syllable(text) and not text.isascii()]
    return max(readings, key=lambda text: lexicon().weight(text.lower()), default=None)


def detect_text(values: Iterable[str]) -> str | None:
    """``detect`` for an iterable of distinct strings."""
    cells = [v for v in values if not v.isascii() or _CONTROLS.search(v)]
    words = _words(cells)
    if len(words) < MIN_WORDS or len(cells) < MIN_CELLS:
        return None
    now = _share(words, None)
    if now >= MIN_SHARE or _unicode_share(words) > MAX_UNICODE:
        return None
    best = max(((_share(words, e), -i, e) for i, e in enumerate(ENCODINGS)), default=(0.0, 0, ""))
    if best[0] >= MIN_SHARE and best[0] - now >= MIN_GAIN:
        return best[2]
    return None


def _sample(values: pd.Series) -> list[str]:
    text = as_text(values).dropna()
    unusual = text[text.str.contains(r"[^\t\n\r -~]", regex=True)]
    return [str(v) for v in unusual.drop_duplicates().head(SAMPLE)]


def detect(values: pd.Series) -> str | None:
    """The legacy encoding a column is in, or None when it is Unicode (or nothing tells).

    >>> detect(pd.Series(["NguyÔn V¨n §øc", "TrÇn ThÞ Hßa", "Ph¹m B×nh"]))
    'tcvn3'
    >>> detect(pd.Series(["Nguyễn Văn Đức", "Trần Thị Hòa", "Phạm Bình"])) is None
    True
    """
    return detect_text(_sample(values))


def survey(values: pd.Series) -> list[EncodingReading]:
    """Every reading of a column with its share of syllables, best first; empty when all of it is ASCII."""
    words = _words(_sample(values))
    if not words:
        return []
    readings = [EncodingReading("unicode", len(words), _share(words, None))]
    readings += [EncodingReading(e, len(words), _share(words, e)) for e in ENCODINGS]
    return sorted(readings, key=lambda r: -r.share)
