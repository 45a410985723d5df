"""Cells of spreadsheets, databases and JSON as text, without inventing precision."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa

from doisoat.text.arrow import TextArray, pc


def cell_text(value: Any) -> str | None:
    """One cell as text: whole numbers without ``.0``, dates as ISO, empty as None.

    >>> [cell_text(v) for v in (96964864541.0, 12.5, "", True, dt.date(1985, 1, 2))]
    ['96964864541', '12.5', None, 'true', '1985-01-02']
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value:
            return None  # how tables of numbers write an empty cell
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time | dt.timedelta | int | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return bytes_text(value)
    return mended(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def mended(text: str) -> str:
    """Text as it is; half characters (JSON can write them, UTF-8 cannot) as U+FFFD.

    >>> ascii(mended("An\\ud800")), ascii(mended("An\\ud83c\\udfe0"))
    ("'An\\\\ufffd'", "'An\\\\U0001f3e0'")
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def bytes_text(value: bytes) -> str:
    """Bytes of unknown encoding: UTF-8 if they are, else as Windows-1252 shows them (legacy fonts are undone later)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="doisoat-latin1")


def _latin1(error: UnicodeError) -> tuple[str, int]:
    """Windows-1252 leaves five bytes undefined that legacy fonts use: show them as Latin-1 does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _register() -> None:
    import codecs

    codecs.register_error("doisoat-latin1", _latin1)


_register()


def cells_array(values: tuple[Any, ...] | list[Any]) -> TextArray:
    """A column of cells as text, worked on once per distinct value."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        try:
            return pa.array(values, pa.string())
        except UnicodeEncodeError:
            return pa.array([cell_text(value) for value in values], pa.string())
    if bool in kinds or not kinds <= {str, float, int, type(None), dt.date, dt.datetime}:
        # True == 1 == 1.0 and unhashable values rule out the dictionary.
        return pa.array([cell_text(value) for value in values], pa.string())
    texts = {value: cell_text(value) for value in set(values)}
    return pa.array([texts[value] for value in values], pa.string())


def column_text(column: TextArray) -> TextArray:
    """An Arrow column of any type as text."""
    array: TextArray = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = array.type
    if pa.types.is_dictionary(kind):
        return column_text(array.dictionary_decode())
    if pa.types.is_string(kind):
        return _readable(array)
    if pa.types.is_null(kind):
        return pa.nulls(len(array), pa.string())
    if pa.types.is_float16(kind):
        return column_text(array.cast(pa.float32()))
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(pc.floor(array), array)).as_py()
        if whole is not False and not pc.any(pc.greater(pc.abs(array), 1e15)).as_py():
            return array.cast(pa.int64()).cast(pa.string())
        return _distinct(array)
    if pa.types.is_timestamp(kind):
        return _moments(array)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _distinct(array)
    try:
        return _readable(array.cast(pa.string()))
    except pa.ArrowException:  # lists, structures, spans of time: no cast is known
        return pa.array([cell_text(value) for value in array.to_pylist()], pa.string())


def _moments(array: TextArray) -> TextArray:
    """Moments of time; a column with years Python cannot count (before 1, after 9999) the way Arrow writes them."""
    try:
        return _distinct(array)
    except (ValueError, OverflowError):
        return array.cast(pa.string())


def _readable(array: TextArray) -> TextArray:
    """Text as it is; a column some of whose cells are no UTF-8 (writers of Parquet do not check) as `bytes_text`."""
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return _distinct(array.view(pa.binary()))
    return array


def _distinct(array: TextArray) -> TextArray:
    encoded = array.dictionary_encode()
    texts = [cell_text(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)
