"""What spreadsheets put around a value so that it stays text: ``'0123`` and ``="0123"``.

Excel shows neither; exports and hand-made files carry them into every column, keys and headings included.
"""

import re

import pyarrow as pa

from doisoat.text.arrow import TextArray, pc

_FORMULA = re.compile(r"=\s*(?:T\(\s*)?\"(.*)\"\s*\)?", re.DOTALL)

_BLANKS = " \t\r\n"  # others may be half of a letter: the encoding is not undone yet


def unpacked_text(value: str) -> str:
    """A value without its packaging.

    >>> [unpacked_text(v) for v in ("'0123", '="0123"', "'Nguyễn", "'Nam'", "K'Brếp", '="a ""b\"""', "=1+1")]
    ['0123', '0123', 'Nguyễn', 'Nam', "K'Brếp", 'a "b"', '=1+1']
    """
    for _ in range(2):
        found = _FORMULA.fullmatch(value)
        if found:
            value = found[1].replace('""', '"').strip(_BLANKS)
        elif value.startswith("'"):
            value = value[1:].removesuffix("'" if value.count("'") == 2 else "").strip(_BLANKS)
    return value


def unpacked(column: TextArray) -> TextArray:
    """A column without packaging; what was packaging alone is null."""
    packed = pc.or_(pc.starts_with(column, "'"), pc.starts_with(column, "="))
    if not pc.any(packed).as_py():
        return column
    encoded = column.filter(packed).dictionary_encode()
    texts = pa.array([unpacked_text(value) or None for value in encoded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, pc.fill_null(packed, False), texts.take(encoded.indices))
