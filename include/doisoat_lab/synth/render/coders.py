"""How an owner writes a canonical value down: codings of sex and status, dates as text, serials and numbers.

Every coder works on distinct values and keeps the value: what it writes can be read back to what it was given. `map`
and `parser` are what the mapping file must say for that; None where the standardiser's rule for the field suffices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from doisoat.registers import codes

Values = list[Any]

#: What stands in an identifying cell of a row nobody can read.
BLANKS: tuple[Any, ...] = (None, "-", "…")


class Serial(int):
    """An Excel date: days since 1899-12-30, written with a date format."""


class Whole(int):
    """An integer that a book stores as a number although it is an identifier (its leading zero is lost)."""


@dataclass(frozen=True)
class Coder:
    """One way of writing a field.

    Args:
        write: canonical values and the book's random generator in, cell values out (None where empty).
        map: source value → canonical value, for the mapping file.
        parser: parser named in the mapping file.
        sql: column type in SQL databases.
    """

    write: Callable[[pd.Series[Any], np.random.Generator], Values]
    map: dict[str, str] | None = None
    parser: str | None = None
    sql: str = "TEXT"


def objects(values: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The values as Python objects, None where null."""
    result: np.ndarray[Any, np.dtype[np.object_]] = values.astype(object).to_numpy(copy=True)
    result[values.isna().to_numpy()] = None
    return result


def on_distinct(values: pd.Series[Any], write: Callable[[Any], Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Apply `write` once to each distinct value; null stays None."""
    positions, distinct = pd.factorize(values)
    table = np.empty(len(distinct) + 1, dtype=object)
    table[: len(distinct)] = [write(value) for value in distinct.tolist()]
    table[len(distinct)] = None
    picked: np.ndarray[Any, np.dtype[np.object_]] = table[positions]
    return picked


def plain(write: Callable[[Any], Any]) -> Callable[[pd.Series[Any], np.random.Generator], Values]:
    """A coder function without chance in it."""
    return lambda values, rng: on_distinct(values, write).tolist()


def _text(values: pd.Series[Any], rng: np.random.Generator) -> Values:
    return list(objects(values))


def _upper(values: pd.Series[Any], rng: np.random.Generator) -> Values:
    return list(objects(values.str.upper()))


def vocabulary(coding: dict[Hashable, Any], sql: str = "TEXT") -> Coder:
    """A coder from canonical value → the owner's code; a value without code is written as it is."""
    return Coder(plain(lambda value: coding.get(value, value)), {str(v): str(k) for k, v in coding.items()}, sql=sql)


def dmy(value: str) -> str:
    """`dd/mm/yyyy`, with 00 for an unknown day or month (as the old household books do)."""
    year, month, day = ([*value.split("-"), "00", "00"])[:3]
    return f"{day}/{month}/{year}"


def short(value: str) -> str:
    """`d-m-yy` where the century cannot be mistaken, else `dd/mm/yyyy`."""
    if len(value) == 10 and "1940" <= value[:4] <= "1999":
        return f"{int(value[8:])}-{int(value[5:7])}-{value[2:4]}"
    return dmy(value)


def serial(value: str) -> Serial | int | str:
    """An Excel date; a bare year as a number; text where Excel has no such day."""
    if len(value) == 4:
        return int(value)
    if len(value) != 10 or value < "1900-03-01":
        return dmy(value)
    try:
        return Serial((dt.date.fromisoformat(value) - dt.date(1899, 12, 30)).days)
    except ValueError:
        return dmy(value)


def bare_year(value: str) -> str:
    """The year alone as text where only the year is known, else `dd/mm/yyyy`."""
    return value if len(value) == 4 else dmy(value)


def digits8(value: str) -> str:
    """`yyyymmdd`, with 00 for an unknown day or month."""
    return (value.replace("-", "") + "0000")[:8]


def _mixed(weights: dict[Callable[[Any], Any], float]) -> Callable[[pd.Series[Any], np.random.Generator], Values]:
    writers, shares = list(weights), list(weights.values())

    def write(values: pd.Series[Any], rng: np.random.Generator) -> Values:
        choice = rng.choice(len(writers), size=len(values), p=shares)
        stacked = np.stack([on_distinct(values, writer) for writer in writers])
        picked: Values = stacked[choice, np.arange(len(values))].tolist()
        return picked

    return write


def as_number(value: str) -> Any:
    """An identifier as a book stores it after somebody formatted the column as numbers."""
    return Whole(value) if value.isdigit() and value[:2] != "00" and len(value) in (9, 10, 12) else value


def partly_numbers(share: float) -> Callable[[pd.Series[Any], np.random.Generator], Values]:
    """Identifiers of which `share` lost their leading zero to a number cell."""

    def write(values: pd.Series[Any], rng: np.random.Generator) -> Values:
        text = objects(values)
        chosen = np.flatnonzero((rng.random(len(text)) < share) & (text != None))  # noqa: E711 elementwise
        text[chosen] = [as_number(value) for value in text[chosen]]
        result: Values = text.tolist()
        return result

    return write


def _spaced(value: str) -> str:
    return f"{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}" if len(value) == 12 and value.isdigit() else value


def vietnamese_number(value: float) -> str:
    """`1.234,5`: dot for thousands, comma for the decimal."""
    return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _int(value: Any) -> int:
    return int(value)


def _float(value: Any) -> float:
    return float(value)


CODERS: dict[str, Coder] = {
    "text": Coder(_text),
    "upper": Coder(_upper),
    "int": Coder(plain(_int), sql="INTEGER"),
    "float": Coder(plain(_float), sql="DOUBLE PRECISION"),
    "area_vn": Coder(plain(vietnamese_number)),
    "date_iso": Coder(_text),
    "date_dmy": Coder(plain(dmy)),
    "date_8": Coder(plain(digits8)),
    "date_xlsx": Coder(plain(serial)),
    "date_mixed": Coder(_mixed({serial: 0.55, dmy: 0.3, short: 0.1, bare_year: 0.05})),
    "date_text": Coder(_mixed({dmy: 0.8, short: 0.12, bare_year: 0.08})),
    "id_spaced": Coder(plain(_spaced)),
    "id_part": Coder(partly_numbers(0.35)),
    "id_number": Coder(partly_numbers(0.95)),
    "sex_12": vocabulary({"M": 1, "F": 2}, "INTEGER"),
    "sex_01": vocabulary({"M": 1, "F": 0}, "INTEGER"),
    "sex_text": vocabulary({"M": "Nam", "F": "Nữ"}),
    "ethnicity_name": Coder(plain(lambda value: codes.ethnic_groups().get(value, value))),
    "relation_text": Coder(plain(lambda value: codes.relations().get(value, value))),
    "residence_123": vocabulary({"permanent": 1, "temporary": 2, "absent": 3}, "INTEGER"),
    "residence_letters": vocabulary({"permanent": "TT", "temporary": "TAM", "absent": "VANG"}),
    "residence_text": vocabulary({"permanent": "Thường trú", "temporary": "Tạm trú", "absent": "Tạm vắng"}),
    "vital_012": vocabulary({"living": 0, "deceased": 1, "missing": 2}, "INTEGER"),
    "vital_text": vocabulary({"living": "Còn sống", "deceased": "Đã chết", "missing": "Mất tích"}),
    "vital_note": vocabulary({"living": "Đang sinh sống", "deceased": "Đã mất", "missing": "Đã tuyên bố mất tích"}),
    "scheme_letters": vocabulary(
        {
            "compulsory": "BHXHBB",
            "voluntary": "BHXHTN",
            "health_household": "BHYTHGD",
            "health_only": "BHYT",
            "pension": "HUU",
        }
    ),
    "scheme_number": vocabulary(
        {"compulsory": "01", "voluntary": "02", "health_household": "03", "health_only": "04", "pension": "05"}
    ),
    "scheme_text": vocabulary(
        {
            "compulsory": "BHXH bắt buộc",
            "voluntary": "BHXH tự nguyện",
            "health_household": "BHYT hộ gia đình",
            "health_only": "BHYT",
            "pension": "Hưu trí",
        }
    ),
    "status_letters": vocabulary({"active": "DT", "suspended": "TD", "ended": "KT", "deceased": "TV"}),
    "status_number": vocabulary({"active": 1, "suspended": 2, "ended": 3, "deceased": 4}, "INTEGER"),
    "status_text": vocabulary(
        {"active": "Đang tham gia", "suspended": "Tạm dừng", "ended": "Đã dừng", "deceased": "Đã mất"}
    ),
    "holder_letters": vocabulary(
        {
            "individual": "CN",
            "spouses": "VC",
            "household": "HGD",
            "co_owners": "DSD",
            "community": "CD",
            "organisation": "TC",
        }
    ),
    "holder_number": vocabulary(
        {"individual": 1, "household": 2, "spouses": 3, "co_owners": 4, "community": 5, "organisation": 6}, "INTEGER"
    ),
    "holder_text": vocabulary(
        {
            "individual": "Cá nhân",
            "household": "Hộ gia đình",
            "spouses": "Vợ chồng",
            "co_owners": "Đồng sử dụng",
            "community": "Cộng đồng dân cư",
            "organisation": "Tổ chức",
        }
    ),
}
