"""Between numpy and Arrow by way of their buffers.

``pa.array``, ``fill_null`` and their like import pandas when they first meet a foreign value, which costs more than
linking a small file; buffers do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["Array", "floats", "indices", "integers", "texts"]

Array = Any
"""An Arrow array."""


def _buffer(values: npt.NDArray[Any]) -> Any:
    contiguous: Any = np.ascontiguousarray(values)
    return pa.py_buffer(contiguous)


def integers(values: npt.NDArray[np.integer[Any]]) -> Array:
    """An int32 array."""
    return pa.Array.from_buffers(pa.int32(), len(values), [None, _buffer(values.astype(np.int32))])


def floats(values: npt.NDArray[np.float64]) -> Array:
    """A float64 array."""
    return pa.Array.from_buffers(pa.float64(), len(values), [None, _buffer(values)])


def texts(values: Sequence[str | None]) -> Array:
    """A text array."""
    raw = [v.encode() if v is not None else b"" for v in values]
    ends = np.cumsum([0, *map(len, raw)]).astype(np.int32)
    valid = np.packbits(np.array([v is not None for v in values], dtype=bool), bitorder="little")
    return pa.StringArray.from_buffers(len(raw), _buffer(ends), pa.py_buffer(b"".join(raw)), _buffer(valid))


def indices(index: Array) -> npt.NDArray[np.int32]:
    """The int32 values of an Arrow array, -1 for null."""
    part = slice(index.offset, index.offset + len(index))
    raw: npt.NDArray[np.int32] = np.frombuffer(index.buffers()[1], dtype=np.int32)[part].copy()
    if index.null_count:
        valid = np.unpackbits(np.frombuffer(index.buffers()[0], dtype=np.uint8), bitorder="little")
        raw[valid[part] == 0] = -1
    return raw
