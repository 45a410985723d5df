"""A parcel's land uses as systems and people write them: text, JSON, columns of lists; one canonical text for all.

Canonical is ``ONT:120.5;CLN:300``: codes in the order given, each with its area in m² where that is stated. A system
that keeps lists hands over ``[{"code": "ONT", "area": 120.5}, …]``, ``["ONT", "CLN"]`` or ``{"ONT": 120.5}`` (also as
the text of a Parquet list or struct, and ``{ONT,CLN}`` as PostgreSQL prints an array); people write
``ONT: 120,5; CLN 300 m2``.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from doisoat.registers.codes import land_uses
from doisoat.text.fold import fold_text

__all__ = ["land_use"]

_CODE_NAMES = (
    "code",
    "landuse",
    "landusecode",
    "use",
    "type",
    "ma",
    "maloaidat",
    "loaidat",
    "mucdich",
    "mdsd",
    "mamdsd",
)
_AREA_NAMES = ("area", "aream2", "size", "value", "dientich", "dientichm2", "dt", "sqm", "m2")
_SEPARATORS = re.compile(r"[+|;\n]|,(?=\s*[^\W\d])")
_AREA_LIMIT = 2.0**31
"""m²; no parcel is larger."""


class _Unreadable(ValueError):
    """What is written is no list of land uses."""


def land_use(value: str) -> str | None:
    """The canonical text of what is written; empty for an empty list.

    Returns None when it cannot be read: broken JSON, a code that is not in the catalogue, an area that is no number.

    >>> land_use('[{"code":"ONT","area":200},{"code":"CLN","area_m2":300.5}]'), land_use('["ONT","CLN"]')
    ('ONT:200;CLN:300.5', 'ONT;CLN')
    >>> land_use("ONT: 120,5 m2; CLN 300"), land_use("ONT 200, CLN 300,5"), land_use("ONT+CLN"), land_use("{ONT,CLN}")
    ('ONT:120.5;CLN:300', 'ONT:200;CLN:300.5', 'ONT;CLN', 'ONT;CLN')
    >>> land_use("[]"), land_use("??"), land_use('[{"code":"ONT"'), land_use('["XYZ"]')
    ('', None, None, None)
    """
    try:
        found = [_canonical(code, area) for code, area in _parts(value.strip())]
    except _Unreadable:
        return None
    return ";".join(found)


def _parts(value: str) -> Iterator[tuple[str, Any]]:
    """(code, area as written or None) of each use."""
    if value.startswith(("[", "{", '"')):
        content, listed = _loaded(value), value[1:-1]
        if content is not None:
            yield from _of_json(content)
            return
        if not (value.startswith("{") and value.endswith("}")) or re.search(r'[\[\]{}":]', listed):
            raise _Unreadable
        value = listed.replace(",", ";")
    for part in _SEPARATORS.split(value):
        words = re.sub(r"[:=()]", " ", part).split()
        if words:
            yield words[0], "".join(words[1:]) or None


def _loaded(value: str) -> Any:
    """What the JSON text says; None when it is none."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _of_json(content: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if depth > 3:
        raise _Unreadable
    if content is None:
        return
    if isinstance(content, str):
        yield from _parts_of_text(content)
    elif isinstance(content, dict):
        yield from _of_object(content)
    elif isinstance(content, list):
        if len(content) == 2 and isinstance(content[0], str) and _number(content[1]) is not None:
            yield content[0], content[1]
            return
        for item in content:
            yield from _of_json(item, depth + 1)
    else:
        raise _Unreadable


def _parts_of_text(text: str) -> Iterator[tuple[str, Any]]:
    if text.strip().startswith(("[", "{")):
        raise _Unreadable
    yield from _parts(text)


def _of_object(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """``{"code": …, "area": …}`` whatever the two are called, else ``{"ONT": 120.5}``."""
    names = {fold_text(name).replace(" ", "").replace("_", ""): name for name in content}
    code = _first(names, _CODE_NAMES)
    if code is None:
        yield from content.items()
        return
    area = _first(names, _AREA_NAMES)
    if content[code] is None and (area is None or content[area] is None):
        return
    if not isinstance(content[code], str):
        raise _Unreadable
    yield content[code], content[area] if area is not None else None


def _first(names: dict[str, str], wanted: Iterable[str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _canonical(code: str, area: Any) -> str:
    code = code.strip().upper()
    if code not in land_uses():
        raise _Unreadable
    if area is None or area == "":
        return code
    amount = _number(area)
    if amount is None:
        raise _Unreadable
    return f"{code}:{amount:.12g}"


def _number(value: Any) -> float | None:
    """m² of a number, or of text in Vietnamese or plain notation; None when it is none a parcel can have."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str):
        value = "".join(value.lower().split()).removesuffix("m2").removesuffix("m²")
        if "," in value:
            value = value.replace(".", "").replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]{0,18}\.?[0-9]{0,18}(e[+-]?[0-9]{1,3})?", value) or not re.search(
            "[0-9]", value
        ):
            return None
    try:
        amount = float(value)
    except (ValueError, OverflowError):
        return None
    return amount if math.isfinite(amount) and 0 <= amount < _AREA_LIMIT else None
