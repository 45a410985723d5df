"""Cells of spreadsheets, databases and JSON as text, without inventing precision."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from doisoat.text.arrow import TextArray, pc
from doisoat.text.instants import VIETNAM

_WRAPPERS = frozenset({"$oid", "$uuid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"})
"""How MongoDB's JSON says the type of a value; moments (``$date``) are told apart where dates are read."""


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
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else _plain(value)
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            return value.astimezone(VIETNAM).date().isoformat()
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _plain(value)
    if not isinstance(value, bytes | dict | list | tuple | set | frozenset):
        return mended(str(value))
    if isinstance(value, bytes):
        return bytes_text(value)
    if isinstance(value, dict) and len(value) == 1 and not _WRAPPERS.isdisjoint(value):
        return cell_text(next(iter(value.values())))
    return mended(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def _plain(value: float | Decimal) -> str:
    """A number with its digits and no others: no exponent of a size people write out, no zeros of a scale.

    >>> [_plain(n) for n in (1e-07, 234.567, Decimal("96.100"), Decimal("1E+3"), 1.5e300)]
    ['0.0000001', '234.567', '96.1', '1000', '1.5e+300']
    """
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return str(value).lower()
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_text(number: str) -> str:
    """A number as JSON writes it, with its digits and no others.

    >>> [exact_text(n) for n in ("96.100", "6.8185000001E10", "12345678901234567890123")]
    ['96.1', '68185000001', '12345678901234567890123']
    """
    return _plain(Decimal(number)) if any(sign in number for sign in ".eE") else number


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


def cells_array(values: tuple[Any, ...] | list[Any], types: set[type] | None = None) -> TextArray:
    """A column of cells as text, worked on once per distinct value; `types` are the cells', where they are known."""
    kinds = set(map(type, values)) if types is None else types
    if kinds <= {str, type(None)}:
        try:
            return pa.array(values, pa.string())
        except UnicodeEncodeError:
            return pa.array([cell_text(value) for value in values], pa.string())
    if float in kinds and kinds <= {float, str, type(None)} and (numbers := _numbers(values)) is not None:
        return numbers
    if bool in kinds or not kinds <= {str, float, int, type(None), dt.date, dt.datetime}:
        # True == 1 == 1.0 and unhashable values rule out the dictionary.
        return pa.array([cell_text(value) for value in values], pa.string())
    texts = {value: cell_text(value) for value in set(values)}
    return pa.array([texts[value] for value in values], pa.string())


def _numbers(values: Sequence[Any]) -> TextArray | None:
    """Numbers as ``cell_text`` writes them, all at once; None where one of them or a word needs a look."""
    try:
        numbers = pa.array([None if value == "" else value for value in values], pa.float64())
    except pa.ArrowInvalid:
        return None
    size = pc.abs(numbers)
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(size, 1e15))
    # In this range the shortest decimals that mean the number are written without an exponent.
    plain = pc.and_(pc.greater_equal(size, 1e-4), pc.less(size, 1e9))
    if not pc.all(pc.or_(whole, plain)).as_py():
        return None
    texts = numbers.cast(pa.string())
    return pc.if_else(whole, numbers.cast(pa.int64(), safe=False).cast(pa.string()), texts)
