"""Rows of another encoding than their column: two files pasted together, or some lines exported twice.

A column is judged as a whole (``encoding``); here the rows are judged that a column's own reading does not fit. A row
says of itself what it is: its words are syllables in one reading and not in the other. A row with nothing but words
that are syllables in both ("Hòa", "Hé") is what the rows around it are.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.readers.trimming import is_ascii
from doisoat.text import legacy
from doisoat.text.arrow import TextArray, pc
from doisoat.text.legacy.codec import to_bytes
from doisoat.text.legacy.detect import MIN_WORDS
from doisoat.text.syllables import is_syllable

_SAMPLE = 2_000
_AROUND = ",.;:()/-\"'0123456789"
_STRAY = "[\u0080-\u009f¡-¯±´-¶¸-¿ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïðñöøûüþÿŒœŠšŽžŸƒˆ˜†‡•…‰‹›€™‚„]"
"""Characters of Windows-1252 that neither Vietnamese nor common punctuation has."""


def strays(column: TextArray) -> TextArray | None:
    """Distinct values of a Unicode column that look like bytes shown by Windows-1252; None when there is none."""
    if is_ascii(column):
        return None
    values = column.unique().drop_null()
    values = values.filter(pc.match_substring_regex(values, _STRAY))
    if not len(values):
        return None
    values = values.filter(pa.array([to_bytes(value) is not None for value in values.to_pylist()], pa.bool_()))
    return values if len(values) else None


def unicode_among(column: TextArray) -> bool:
    """Whether a column taken for an old encoding holds letters that only Unicode has."""
    if is_ascii(column):
        return False
    return bool(pc.any(pc.match_substring_regex(column, "[ĂăĐđƠơƯưẠ-ỹ]")).as_py())


def other_encoding(found: list[TextArray], tried: set[str]) -> str | None:
    """The encoding the stray values of some columns are in, taken together; of several the one of most values."""
    values = {value for column in found for value in column.slice(0, _SAMPLE).to_pylist()}
    seen = legacy.detect_text(values)
    if seen is not None:
        return seen
    best: tuple[int, str | None] = (1, None)
    for encoding in legacy.ENCODINGS:
        told = [value for value in values if encoding not in tried and _explained(value, encoding)]
        words = {word for value in told for word in value.split(" ") if not word.isascii()}
        if len(told) > best[0] and len(words) >= MIN_WORDS:
            best = (len(told), encoding)
    return best[1]


def _explained(value: str, encoding: str) -> bool:
    """Whether a reading makes every word of a cell a syllable, and one that was none."""
    words = [word for word in value.split(" ") if not word.isascii()]
    return all(is_syllable(legacy.decode_text(word, encoding)) for word in words) and not all(map(is_syllable, words))


def mixed(columns: dict[str, TextArray], encoding: str, mostly: bool) -> dict[str, TextArray]:
    """Columns of rows in Unicode and rows in `encoding`: each row read as it shows itself to be.

    Args:
        columns: with the same rows.
        encoding: the old one.
        mostly: whether most rows are in it: a row in doubt then has to stand among Unicode to be taken for it.
    """
    votes = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    doubtful = np.zeros(len(votes), dtype=bool)
    neither = np.zeros(len(votes), dtype=bool)
    encoded = {name: column.dictionary_encode() for name, column in columns.items()}
    decoded: dict[str, TextArray] = {}
    for name, column in encoded.items():
        values = column.dictionary.to_pylist()
        decoded[name] = pa.array([legacy.decode_text(value, encoding) for value in values], pa.string())
        weight = np.array([_vote(value, encoding, mostly) for value in values] or [0])
        beyond = np.array([not value.isascii() for value in values] or [False])
        other = np.array([not _fits(value, encoding) for value in values] or [False])
        at = np.asarray(pc.fill_null(column.indices, 0))
        there = np.asarray(pc.is_valid(column.indices))
        votes += np.where(there, weight[at], 0)
        doubtful |= there & beyond[at]
        neither |= there & other[at]
    old = _with_neighbours(votes, doubtful & (votes == 0) & ~neither, mostly)
    mask = pa.array(old)
    return {
        name: pc.if_else(mask, decoded[name].take(column.indices), columns[name]) for name, column in encoded.items()
    }


def _vote(value: str, encoding: str, mostly: bool) -> int:
    """Words only the old encoding explains, less those only Unicode does; in few rows less those neither does, too."""
    if value.isascii():
        return 0
    total = 0
    for word in value.split(" "):
        if word.isascii():
            continue
        bare = word.strip(_AROUND)
        stands = is_syllable(bare)
        if to_bytes(bare) is None:
            total -= stands  # a letter that no one-byte encoding shows
            continue
        fits = is_syllable(legacy.decode_text(bare, encoding))
        total += fits - stands - (not (fits or stands or mostly))
    return total


def _fits(value: str, encoding: str) -> bool:
    """Whether the old encoding makes syllables of all words of a cell beyond ASCII."""
    if value.isascii():
        return True
    words = [word.strip(_AROUND) for word in value.split(" ") if not word.isascii()]
    return all(is_syllable(legacy.decode_text(word, encoding)) for word in words if not word.isascii())


def _with_neighbours(votes: NDArray[np.int64], doubtful: NDArray[np.bool_], mostly: bool) -> NDArray[np.bool_]:
    """Which rows are in the old encoding; one in doubt is when the decided rows around it are."""
    old = votes > 0
    if not doubtful.any():
        return old
    decided = np.flatnonzero(votes)
    if not len(decided):
        return doubtful & mostly
    rows = np.flatnonzero(doubtful)
    after = np.searchsorted(decided, rows)
    above = old[decided[np.maximum(after - 1, 0)]]
    below = old[decided[np.minimum(after, len(decided) - 1)]]
    old[rows] = above | below if mostly else above & below
    return old
