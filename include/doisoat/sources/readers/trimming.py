"""Blanks around a cell: those of ASCII before its encoding is known, all of them afterwards.

The no-break space of Latin-1 is half of a letter in UTF-8 that was encoded twice ("Hà" is ``HÃ`` and that byte), and a
letter in old fonts: trimmed too early it is lost for good.
"""

import numpy as np
import pyarrow as pa

from doisoat.text.arrow import TextArray, pc

_NULL = pa.scalar(None, pa.string())


def ends_trimmed(column: TextArray) -> TextArray:
    """Text without the blanks of ASCII (and DOS's mark of a file's end) around it; empty is null."""
    return _null_if_empty(pc.utf8_trim(column, " \t\r\n\x0b\x0c\x1a"))


def trimmed(column: TextArray) -> TextArray:
    """Text without blanks around it, whatever they are called; empty is null. For text whose encoding is undone."""
    return _null_if_empty(pc.utf8_trim_whitespace(column))


def is_ascii(column: TextArray) -> bool:
    """Whether a column holds ASCII alone: a look at its bytes, not cell by cell."""
    data = column.buffers()[2] if len(column) else None
    if data is None:
        return True
    ends = np.frombuffer(column.buffers()[1], np.int32)
    held = np.frombuffer(data, np.uint8)[ends[column.offset] : ends[column.offset + len(column)]]
    return not bool((held > 0x7F).any())


def _null_if_empty(text: TextArray) -> TextArray:
    return pc.if_else(pc.equal(text, ""), _NULL, text)
