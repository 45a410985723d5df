"""A province whose books hold, in every canonical field, what no form foresees.

Every source and level tells of the same people, households and parcels, so that records are linked and hostile values
meet each other in comparisons, findings, worklists and reports; each record has a few fields replaced by values of the
pool. The formats differ, because what a cell can carry differs: only JSON has lone surrogates, only Parquet numbers
beyond a cell, only SQLite text in a column of numbers.
"""

import csv
import io
import json
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import yaml

from doisoat import registers
from doisoat.registers.schema import Table

COMMUNES = ("23122", "23113")

TEXTS: tuple[str, ...] = (
    # nothing, almost nothing, one letter, one mark
    "",
    " ",
    "\u00a0",
    "\t",
    "\n",
    "-",
    "…",
    "A",
    "ẵ",
    "\u0303",
    "\u0323\u0303\u0301",
    "\u200d",
    "\ufeff",
    "\u200b\u200b",
    # long
    "x" * 100_000,
    "Nguyễn " * 15_000,
    "7" * 100_000,
    "ẵ" * 40_000,
    "a\u0301" * 20_000,
    "1;" * 20_000,
    "4/" * 600,
    "Nguyễn Văn " + "An" * 400,
    "0" * 2_001,
    "N" * 1_999,
    "9" * 5_000,
    "1/" + "9" * 400,
    "9" * 400 + "/3",
    "(" * 3_000,
    # quotes, backslashes, templates, statements, documents in other languages
    "'",
    '"',
    "''",
    "\\",
    "\\\\",
    "\\u0000",
    "'; DROP TABLE discrepancy; --",
    '"; x',
    "O'Brien",
    "K'Brếp",
    "`",
    "%",
    "%s",
    "%(a)s",
    "{}",
    "{0}",
    "{value}",
    "{differences!r:>99999}",
    "$1",
    "$kind",
    "${kind}",
    "$",
    "{{ 7*7 }}",
    "{% raw %}",
    ":name",
    "?",
    "--",
    "/*",
    '{"a": [1, null]}',
    "[]",
    "[1",
    "null",
    "NaN",
    "true",
    "<script>alert(1)</script>",
    "</td>",
    "&amp;",
    "]]>",
    "<!--",
    "=1+1",
    '=HYPERLINK("http://a")',
    "+84 912 345 678",
    "@SUM(A1)",
    "-2+3",
    "http://x.vn/" + "a" * 2_100,
    "mailto:a@b.vn",
    "internal:'Trang'!A1",
    "external:c:/a.xlsx",
    "file:///etc/passwd",
    "../../etc/passwd",
    "C:\\tmp\\a",
    "/",
    "//",
    ".",
    "..",
    "|",
    "a|b|c",
    "||",
    "population.central.bca|D001",
    "\x1f",
    "a\x1fb",
    "\x1e",
    # control characters, what XML, JSON and SQL text refuse
    "\x00",
    "An\x00",
    "\x00\x00An",
    "\x01\x02",
    "A\x0bB\x0c",
    "\x7f",
    "\x85",
    "\x9f",
    "\ufffe",
    "\uffff",
    "\ufffd",
    "_x0000_",
    "_x000D_",
    "Nguyễn\nVăn\r\nAn",
    "a\tb",
    # other scripts, direction, emoji
    "👩\u200d👩\u200d👧",
    "🏠🏠",
    "\U0001f1fb\U0001f1f3",
    "محمد",
    "שלום",
    "\u202eABC",
    "田中太郎",
    "Иванов",
    "Νίκος",
    "ไทย",
    "İ",
    "ß",
    "ﬁ",
    "ŉ",
    "ǅ",
    "\U0010ffff",
    "\ue000",
    "𝐍𝐠𝐮𝐲ễ𝐧",
    "ｎｇｕｙễｎ",
    "١٢٣",
    "²",
    "²/³",
    "1/²",
    "½",
    "Ⅻ",
    "１２/０３/１９８７",
    "٠١/٠٢/١٩٨٧",
    "१९८७",
    # numbers
    "0",
    "-1",
    "-0",
    "+5",
    "1e5",
    "1.2E+11",
    "1.2E+308",
    "9.9e999",
    "-9.9e999",
    "1e-400",
    "inf",
    "-inf",
    "Infinity",
    "nan",
    "0x1F",
    "1_000",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "999999999999",
    "000000000000",
    "-99999999999",
    "0.1",
    ".5",
    "5.",
    "1,5",
    "1.234,5",
    "1,,2",
    "1/0",
    "0/0",
    "3/2",
    "50%",
    "%5",
    "1e3/2",
    "1/2/3",
    "-1/2",
    "12 345",
    "1'234",
    "½ ha",
    "5 ha",
    "99999999999999999999 ha",
    # dates
    "0000-00-00",
    "00/00/0000",
    "31/02/2000",
    "29/02/1900",
    "9999-12-31",
    "10000-01-01",
    "-0044-03-15",
    "01/01/0001",
    "1582-10-10",
    "2099-12-31",
    "99/99/9999",
    "1987-13-45",
    "12/25/1987",
    "1987",
    "73050",
    "2958465",
    "2958466",
    "-1",
    "44197.99999",
    "1987-03-05T25:61:61",
    "Thg 3 1987",
    "1987-03",
    "03/1987",
    "1/1/70",
    "00/00/1950",
    "?/?/1950",
    "khoảng 1950",
    "1987-03-05 00:00:00+07:00",
    "٣/٣/١٩٨٧",
    # numbers of people, cards, parcels, certificates that are nearly right
    "001087000001",
    "0010870000012",
    "00108700001",
    "001 087 000 001",
    "079-087-000-001",
    "O01087000001",
    "012345678",
    "12345678",
    "0123456789",
    "HN4790123456789",
    "GD479",
    "7901234567",
    "W76GWJW9YP01",
    "w76gwjw9yp0",
    "17677.4.2",
    "AB 123456",
    "BN531146",
    "a b c 1 2 3",
    "12/34/56",
    "23122",
    "2312",
    "40",
    "00000",
    "99999",
    "23122;23113",
    "Xã Hàm Thuận",
    "UBND xã",
    "Thôn 1",
    "Thôn " + "9" * 300,
    "Tổ " * 500,
    # closed lists, nearly
    "M",
    "F",
    "nam",
    "NỮ",
    "X",
    "1-Nam",
    "Kinh",
    "Chủ hộ",
    "CH",
    "01",
    "Vợ CH",
    "living",
    "LIVING ",
    "deceased",
    "permanent",
    "individual",
    "organisation",
    "Hộ ông Nguyễn Văn An",
    "và vợ",
    "Công ty TNHH " + "A" * 1_500,
    "UBND",
    "Cộng đồng",
    "ONT:120.5;CLN:300",
    "ONT: nan",
    "CLN:1e400",
    "CLN:-5",
    "ONT;ONT;ONT",
    "??",
    "ONT:" + "9" * 400,
)
"""Values a cell of text may hold."""

SURROGATES = ("\ud800", "An\udfff", "\udc00\ud800")
"""What JSON can carry and UTF-8 cannot."""

NUMBERS: tuple[Any, ...] = (
    float("nan"),
    float("inf"),
    float("-inf"),
    1e308,
    -1e308,
    5e-324,
    0.1 + 0.2,
    -0.0,
    1e15,
    1e16,
    123456789012.0,
    2.0**53 + 2,
    -1.5,
    96964864541.0,
    1987.5,
)

SHARED = {"household_no", "parcel_key"}
"""Fields that tie tables together: they are spoiled in a few records only, or nothing would hang together."""


@dataclass(frozen=True)
class Cell:
    """One canonical field of one table and how its source column is read."""

    table: str
    field: str
    column: str
    parser: str | None = None


def people(count: int) -> list[dict[str, Any]]:
    """Plain records everybody agrees on, before anything is spoiled: one person, household and parcel each."""
    given = (
        "An",
        "Bình",
        "Cường",
        "Dung",
        "Hoà",
        "Giang",
        "Hạnh",
        "Khánh",
        "Linh",
        "Minh",
        "Nga",
        "Oanh",
        "Phúc",
        "Quý",
    )
    family = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
    middle = ("Văn", "Thị", "Hữu", "Ngọc", "Thanh", "Đức", "Minh")
    found = []
    for n in range(count):
        year, month, day, female = 1940 + n * 7 % 70, 1 + n % 12, 2 + n % 26, n % 2
        name = f"{family[n % 10]} {middle[n % 7]} {given[n // 3 % 14]}"
        number = f"068{female}{year % 100:02}{n:06}" if year < 2000 else f"068{2 + female}{year % 100:02}{n:06}"
        commune = COMMUNES[n % len(COMMUNES)]
        found.append(
            {
                "personal_id": number,
                "former_id": f"25{n:07}",
                "full_name": name,
                "sex": "Nữ" if female else "Nam",
                "date_of_birth": f"{day:02}/{month:02}/{year}",
                "ethnicity": "Kinh",
                "household_no": f"H{n // 3}",
                "relation_to_head": "Chủ hộ" if n % 3 == 0 else "Con",
                "residence": "permanent",
                "unit_code": commune,
                "unit_as_of": "2026-01-01",
                "village": f"Thôn {n % 4 + 1}",
                "house_no": str(n % 50),
                "address": f"{n} đường Trần Phú",
                "vital_status": "living",
                "status_on": "",
                "moved_from_unit": "",
                "moved_to_unit": "",
                "moved_on": "",
                "head_personal_id": number,
                "head_name": name,
                "member_count": "3",
                "from_on": "01/02/2020",
                "to_on": "",
                "participant_no": f"79{n:08}",
                "health_card_no": f"GD47979{n:08}",
                "scheme": "compulsory",
                "status": "active",
                "parcel_key": f"P{n}",
                "parcel_code": f"{commune}.{n % 30}.{n}",
                "map_sheet_no": str(n % 30),
                "parcel_no": str(n),
                "former_unit_code": "",
                "former_map_sheet_no": str(n % 9),
                "former_parcel_no": str(n % 500),
                "split_from": "",
                "merged_from": f"{n % 30}/{n - 1};{n % 30}/{n}" if n % 9 == 0 else "",
                "area_m2": str(100 + n),
                "land_use": "ONT",
                "serial": f"BN {531000 + n}",
                "book_no": f"CH{n:05}",
                "issued_on": "05/06/2015",
                "holder_kind": ("individual", "organisation", "household")[0 if n % 5 else n // 5 % 3],
                "holder_name": name,
                "holder_personal_id": number,
                "holder_former_id": f"25{n:07}",
                "holder_birth_year": str(year),
                "share": "1/2",
                "updated_on": "2026-03-04",
            }
        )
    return found


def spoiled(
    rows: Sequence[dict[str, Any]], table: Table, pool: Sequence[Any], start: int, each: int
) -> list[dict[str, Any]]:
    """The fields of ``table`` for each row, ``each`` of them replaced by values of the pool in turn.

    Turn ``t`` puts value ``t // fields`` of the pool into field ``t % fields``: rows enough put each into each.
    """
    fields = [*table.names(), "updated_on"]
    found = []
    turn = start
    for at, row in enumerate(rows):
        record = {name: row[name] for name in fields}
        for _ in range(each):
            name = fields[turn % len(fields)]
            if name not in SHARED or at % 5 == 0:
                record[name] = pool[turn // len(fields) % len(pool)]
            turn += 1
        found.append(record)
    return found


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8", errors="replace"))


def write_json(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps({"items": rows}), encoding="utf-8")


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    """Text columns hold bytes that are no UTF-8, too: Parquet's writers do not check."""
    arrays = {}
    for name in rows[0]:
        values = [row[name] if isinstance(row[name], str) else str(row[name]) for row in rows]
        raw = [value.encode("utf-8", errors="surrogatepass") for value in values]
        raw[-1] = b"Nguy\xe1\xbb\xc3n \xff"
        arrays[name] = pa.Array.from_buffers(pa.string(), len(raw), pa.array(raw, pa.binary()).buffers())
    pq.write_table(pa.table(arrays), path)


def write_numbers(path: Path, rows: list[dict[str, Any]], columns: Sequence[str]) -> None:
    """Parquet with ``columns`` as binary floats."""
    frame = pd.DataFrame(rows)
    for name in columns:
        frame[name] = [NUMBERS[n % len(NUMBERS)] if n % 3 == 0 else float(n) for n in range(len(frame))]
    frame.to_parquet(path, index=False)


def write_sqlite(path: Path, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Text in any column, and every tenth cell as bytes."""
    with sqlite3.connect(path) as connection:
        for table, rows in tables.items():
            names = ", ".join(f'"{name}"' for name in rows[0])
            connection.execute(f'CREATE TABLE "{table}" ({names})')
            marks = ", ".join("?" * len(rows[0]))
            for at, row in enumerate(rows):
                cells = [_sql_cell(value, at + place) for place, value in enumerate(row.values())]
                connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', cells)


def _sql_cell(value: Any, at: int) -> Any:
    if isinstance(value, str):
        text = value.encode("utf-8", errors="replace")
        return text if at % 10 == 0 else text.decode()
    return value


def write_xlsx(path: Path, sheets: dict[str, list[dict[str, Any]]]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for column, heading in enumerate(rows[0]):
                sheet.write_string(0, column, heading)
                for at, row in enumerate(rows, start=1):
                    value = row[heading]
                    if isinstance(value, str):
                        sheet.write_string(at, column, value[:32_767])
                    elif value is not None:
                        sheet.write(at, column, value)


def province(folder: Path, count: int, each: int, extra: Sequence[str] = (), seed: int = 0) -> Path:
    """Write configuration and data; returns the configuration folder.

    Args:
        folder: an empty folder.
        count: records of each table at each level.
        each: fields spoiled in each record.
        extra: more values for the pool.
        seed: order of the pool and where its turn starts.
    """
    config, data = folder / "config", folder / "data"
    (config / "sources").mkdir(parents=True)
    data.mkdir(parents=True)
    rng = random.Random(seed)
    rows = people(count)
    pool: list[Any] = [*TEXTS, *extra]
    rng.shuffle(pool)
    start = rng.randrange(len(pool) * 20)

    def spoil(name: str, shift: int, values: Sequence[Any] = pool) -> list[dict[str, Any]]:
        return [
            {"id": f"{name[:3]}{shift}-{at}", **row}
            for at, row in enumerate(spoiled(rows, registers.table(name), values, start + shift * 101, each))
        ]

    def source(source_id: str, file_format: str, location: dict[str, Any], tables: dict[str, Any], **more: Any) -> None:
        register, level, owner = source_id.split(".", 2)
        body = {
            "source_id": source_id,
            "register": register,
            "level": level,
            "owner": owner,
            "as_of": "2026-11-10",
            "title": f"{source_id} «{{}}»",
            "format": file_format,
            "location": location,
            "tables": tables,
            "covers": {"units": list(COMMUNES)},
            **more,
        }
        (config / "sources" / f"{source_id}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), "utf-8")

    def rule(name: str, origin: dict[str, Any], key: Sequence[str] = ("id",), **rules: Any) -> dict[str, Any]:
        columns = {field: rules.get(field, field) for field in (*registers.table(name).names(), "updated_on")}
        return {"from": origin, "key": list(key), "columns": columns}

    maps = {
        "sex": {"field": "sex", "map": {"%": "M", "'": "F", "{}": None, "X": "F"}},
        "vital_status": {"field": "vital_status", "map": {"": "living", "1": "deceased", "\\": "missing"}},
    }
    write_json(
        data / "p_central.json",
        spoil("population", 0, [*pool, *SURROGATES, *NUMBERS, None, True, [1, "a"], {"a": "\ud800"}]),
    )
    source(
        "population.central.bca",
        "json",
        {"connection": "files", "path": "p_central.json"},
        {"population": rule("population", {}, **maps)},
    )
    write_parquet(data / "p_province.parquet", spoil("population", 1))
    source(
        "population.province.pc06",
        "parquet",
        {"connection": "files", "path": "p_province.parquet"},
        {"population": rule("population", {}, key=())},
    )
    write_csv(data / "p_commune.csv", spoil("population", 2))
    source(
        "population.commune.23122",
        "csv",
        {"connection": "files", "path": "p_commune.csv"},
        {"population": rule("population", {})},
        encoding="utf-8",
    )

    households, members = (
        {
            "household": rule("household", {"table": "ho"}),
            "household_member": rule("household_member", {"table": "thanh_vien"}),
        },
        "household_member",
    )
    for level, owner, shift in (("province", "pc06", 3), ("central", "bca", 4)):
        write_sqlite(data / f"h_{level}.db", {"ho": spoil("household", shift), "thanh_vien": spoil(members, shift)})
        source(f"household.{level}.{owner}", "sql", {"connection": f"h_{level}"}, households)
    write_xlsx(data / "h_commune.xlsx", {"Hộ": spoil("household", 5), "Thành viên": spoil(members, 5)})
    source(
        "household.commune.23113",
        "xlsx",
        {"connection": "files", "path": "h_commune.xlsx"},
        {
            "household": rule("household", {"sheets": "Hộ"}, key=("household_no",)),
            "household_member": rule("household_member", {"sheets": "Thành viên"}, key=()),
        },
    )

    for level, owner, shift in (("central", "vss", 6), ("province", "bhxh", 7)):
        write_csv(data / f"s_{level}.csv", spoil("social_insurance", shift))
        source(
            f"social_insurance.{level}.{owner}",
            "csv",
            {"connection": "files", "path": f"s_{level}.csv"},
            {"social_insurance": rule("social_insurance", {}, key=("id",) if shift == 6 else ())},
        )

    for level, owner, shift in (("central", "mae", 8), ("province", "stnmt", 9), ("commune", "23122", 10)):
        for table in ("parcel", "certificate", "right"):
            found = spoil(table, shift)
            path = data / f"l_{level}_{table}.parquet"
            numeric = {"parcel": ["area_m2"], "right": ["share", "holder_birth_year"]}.get(table, [])
            write_numbers(path, found, numeric) if shift == 8 else write_parquet(path, found)
        source(
            f"land.{level}.{owner}",
            "parquet",
            {"connection": "files", "path": f"l_{level}_*.parquet"},
            {
                table: rule(table, {"files": f"l_{level}_{table}.parquet"})
                for table in ("parcel", "certificate", "right")
            },
        )

    (config / "doisoat.yaml").write_text(
        yaml.safe_dump(
            {"province": "68", "units": list(COMMUNES), "as_of": "2026-11-15", "thresholds": {"quality_stop": 2.0}}
        ),
        "utf-8",
    )
    (config / "connections.yaml").write_text(
        yaml.safe_dump(
            {
                "files": {"kind": "folder", "path": "../data"},
                **{
                    f"h_{level}": {"kind": "sql", "url": f"sqlite:///{data}/h_{level}.db"}
                    for level in ("province", "central")
                },
            }
        ),
        "utf-8",
    )
    lines = "".join(f"v{n},{unit},Thôn {n},,,\n" for unit in COMMUNES for n in range(1, 5))
    (config / "villages.csv").write_text(
        "village_id,unit_code,label,valid_from,valid_to,former_unit_code\n" + lines, "utf-8"
    )
    return config
