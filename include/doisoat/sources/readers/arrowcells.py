"""Arrow columns of any type as text that is exact, with what their cells were.

Numbers keep every digit they have and no more: ``96.100`` of a DECIMAL is 96.1, a float of four bytes is the decimal
its writer saw. A UUID is its canonical text. A moment with a zone is Vietnam's date; one without stays a moment, whose
column decides what it means (``doisoat.text.shifted``).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.cells import cell_text
from doisoat.text.arrow import TextArray, pc
from doisoat.text.instants import DAY, vietnam_seconds

NAN = "NaN"
_UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_LAST_DAY = 2_932_896
"""31 December 9999, the last day that is a date anywhere else."""
_HEX = np.frombuffer("".join(f"{value:02x}" for value in range(256)).encode(), np.uint8).reshape(256, 2)
_EXACT_32 = 2.0**24
"""Where the whole numbers of a float of four bytes stop being exact."""
_DASHES = (8, 13, 18, 23)


class Typed(NamedTuple):
    """A column as text.

    Attributes:
        text: the cells, null where empty.
        kinds: ``CellKind`` of each cell; None when all are text.
    """

    text: TextArray
    kinds: TextArray | None = None


def typed_text(column: TextArray) -> Typed:
    """A column of any Arrow type as text and kinds."""
    array: TextArray = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _extension(array)
    if pa.types.is_dictionary(kind):
        return typed_text(array.dictionary_decode())
    if pa.types.is_string(kind):
        return Typed(_readable(array))
    if pa.types.is_null(kind):
        return Typed(pa.nulls(len(array), pa.string()))
    if pa.types.is_floating(kind):
        return _floats(array)
    if pa.types.is_decimal(kind):
        return Typed(_decimals(array), _all(CellKind.NUMBER, array))
    if pa.types.is_integer(kind):
        return Typed(array.cast(pa.string()), _all(CellKind.NUMBER, array))
    if pa.types.is_timestamp(kind):
        return _instants(array) if kind.tz is not None else _moments(array)
    if pa.types.is_date(kind) or pa.types.is_time(kind):
        return _moments(array)
    if pa.types.is_fixed_size_binary(kind) and kind.byte_width == 16 and _are_uuids(array):
        return Typed(_uuids(array))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return Typed(_binary(array))
    if pa.types.is_duration(kind):
        return Typed(
            pa.array([cell_text(value) for value in array.to_pylist()], pa.string()), _all(CellKind.DATE, array)
        )
    try:
        return Typed(_readable(array.cast(pa.string())))
    except pa.ArrowException:  # lists, structures, spans of time: no cast is known
        return Typed(pa.array([cell_text(value) for value in array.to_pylist()], pa.string()))


def column_text(column: TextArray) -> TextArray:
    """The text alone, for readers that know no kinds; a number that is none is empty."""
    text = typed_text(column).text
    return pc.if_else(pc.equal(text, NAN), pa.scalar(None, pa.string()), text)


def _all(kind: CellKind, array: TextArray) -> TextArray:
    """`kind` for every cell that holds something."""
    if not array.null_count:
        return pa.repeat(pa.scalar(int(kind), pa.uint8()), len(array))
    return pc.if_else(pc.is_valid(array), pa.scalar(int(kind), pa.uint8()), pa.scalar(0, pa.uint8()))


def _extension(array: TextArray) -> Typed:
    name = getattr(array.type, "extension_name", "")
    if name == "arrow.uuid":
        return Typed(_uuids(array.storage))
    if name == "arrow.bool8":
        return typed_text(array.storage.cast(pa.bool_()))
    return typed_text(array.storage)


def _floats(array: TextArray) -> Typed:
    """Floats as the shortest decimal that is the same float; NaN and the infinite are words, and no numbers.

    A float of four bytes too large to be exact is written as spreadsheets write it (``6.818500E+10``): what was a
    number of a person has lost digits.
    """
    finite = pc.is_finite(array.cast(pa.float32()) if pa.types.is_float16(array.type) else array)
    odd = pc.fill_null(pc.invert(finite), False)
    numbers = array
    if some := bool(pc.any(odd).as_py()):
        numbers = pc.if_else(odd, pa.scalar(None, array.type), array)
    text = _float_text(numbers)
    if pa.types.is_float32(array.type):
        rounded = pc.fill_null(pc.greater(pc.abs(numbers), _EXACT_32), False)
        if pc.any(rounded).as_py():
            shown = [f"{value:.6E}" for value in numbers.filter(rounded).to_pylist()]
            text = pc.replace_with_mask(text, rounded, pa.array(shown, pa.string()))
    kinds = _all(CellKind.NUMBER, array)
    if some:
        wide = array.cast(pa.float32()) if pa.types.is_float16(array.type) else array
        nan = pc.fill_null(pc.is_nan(wide), False)
        words = pc.if_else(nan, NAN, pc.if_else(pc.greater(wide, 0), "inf", "-inf"))
        text = pc.if_else(odd, words, text)
        kinds = pc.if_else(odd, pc.if_else(nan, pa.scalar(0, pa.uint8()), pa.scalar(4, pa.uint8())), kinds)
    return Typed(text, kinds)


def _float_text(array: TextArray) -> TextArray:
    if pa.types.is_float16(array.type):
        encoded = array.cast(pa.float32()).dictionary_encode()
        halves = [np.format_float_positional(np.float16(value), trim="-") for value in encoded.dictionary.to_pylist()]
        return pa.array(halves, pa.string()).take(encoded.indices)
    whole = pc.all(pc.equal(pc.floor(array), array)).as_py()
    if whole is not False and not pc.any(pc.greater(pc.abs(array), 1e15)).as_py():
        return array.cast(pa.int64()).cast(pa.string())
    text = array.cast(pa.string())
    return _each(text, "e", _plain)


def _plain(text: str) -> str:
    return cell_text(Decimal(text)) or text


def _each(text: TextArray, sign: str, function: Callable[[str], str]) -> TextArray:
    """The text with `function` applied to the cells that hold `sign`, once per distinct one."""
    found = pc.fill_null(pc.match_substring(text, sign), False)
    if not pc.any(found).as_py():
        return text
    encoded = text.filter(found).dictionary_encode()
    changed = pa.array([function(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(text, found, changed.take(encoded.indices))


def _decimals(array: TextArray) -> TextArray:
    """Decimals without the zeros their scale adds."""
    text = _each(array.cast(pa.string()), "E", _plain)
    if array.type.scale <= 0:
        return text
    # A positive scale writes its point in every cell.
    return pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")


def _moments(array: TextArray) -> Typed:
    """Dates, times of day and moments without a zone; midnight is left out."""
    kinds = _all(CellKind.DATE, array)
    kind = array.type
    if pa.types.is_date64(kind):
        array = array.cast(pa.timestamp("ms"))
        kind = array.type
    if pa.types.is_timestamp(kind):
        seconds, valid, rest = _seconds(array)
        midnight = (seconds % DAY == 0) & (rest == 0)
        days = seconds // DAY
        if bool((midnight | ~valid).all()) and bool((np.abs(days[valid]) <= _LAST_DAY).all()):
            return Typed(pa.array(days.astype(np.int32), pa.date32(), mask=~valid).cast(pa.string()), kinds)
        encoded = array.dictionary_encode()
        text = pc.replace_substring_regex(encoded.dictionary.cast(pa.string()), r"(?: 00:00:00)?(?:\.0+)?$", "")
        return Typed(text.take(encoded.indices), kinds)
    return Typed(array.cast(pa.string()), kinds)


def _instants(array: TextArray) -> Typed:
    """Moments with a zone as the day Vietnam had then."""
    seconds, valid, _ = _seconds(array)
    sane = np.abs(seconds) <= _LAST_DAY * DAY
    days = vietnam_seconds(np.where(sane, seconds, 0)) // DAY
    text = pa.array(days.astype(np.int32), pa.date32(), mask=~valid).cast(pa.string())
    if not bool((sane | ~valid).all()):
        odd = array.cast(pa.timestamp(array.type.unit)).cast(pa.string())
        text = pc.if_else(pa.array(sane), text, odd)
    return Typed(text, _all(CellKind.INSTANT, array))


def _seconds(array: TextArray) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Whole seconds since 1970, which cells have any, and the rest below a second."""
    valid = np.asarray(pc.is_valid(array))
    ticks = np.asarray(pc.fill_null(array.cast(pa.timestamp(array.type.unit)).cast(pa.int64()), 0))
    seconds, rest = np.divmod(ticks, _UNITS[array.type.unit])
    return seconds, valid, rest


def _are_uuids(array: TextArray) -> bool:
    """Whether sixteen bytes a cell are UUIDs: all of a known version and variant, and no text."""
    found = _bytes(array.drop_null())
    if not len(found):
        return False
    version, variant = found[:, 6] >> 4, found[:, 8] >> 6
    return bool(((version >= 1) & (version <= 8) & (variant == 2)).all() and (found >= 0x80).any())


def _bytes(array: TextArray) -> NDArray[np.uint8]:
    data = array.buffers()[1]
    if data is None:
        return np.zeros((len(array), 16), np.uint8)
    return np.frombuffer(data, np.uint8, len(array) * 16, array.offset * 16).reshape(-1, 16)


def _uuids(array: TextArray) -> TextArray:
    """Sixteen bytes a cell as ``550e8400-e29b-41d4-a716-446655440000``."""
    if not len(array):
        return pa.array([], pa.string())
    digits = _HEX[_bytes(array)].reshape(len(array), 32)
    text = np.full((len(array), 36), ord("-"), np.uint8)
    text[:, [place for place in range(36) if place not in _DASHES]] = digits
    offsets = np.arange(0, 36 * (len(array) + 1), 36, dtype=np.int32)
    made: TextArray = pa.Array.from_buffers(
        pa.string(), len(array), [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text.tobytes())]
    )
    return pc.if_else(pc.is_valid(array), made, pa.scalar(None, pa.string()))


def _binary(array: TextArray) -> TextArray:
    """Bytes as text; a column that holds a zero byte is none, and told in hexadecimal digits."""
    values = array.drop_null().to_pylist()
    if any(b"\0" in value.rstrip(b"\0") or (value and not value.strip(b"\0")) for value in values):
        return pa.array([None if value is None else value.hex() for value in array.to_pylist()], pa.string())
    return _distinct(array)


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
