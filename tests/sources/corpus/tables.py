"""Parquet and JSON as pandas, Spark, DuckDB, Polars and .NET write them."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from tests.sources.corpus.books import LAND
from tests.sources.corpus.case import BORN, HEADINGS, NUMBER, SEX, Case, from_files, people, records

JSON, PARQUET = from_files("json"), from_files("parquet")
ITEMS = [dict(zip(HEADINGS, row, strict=True)) for row in people()]
DAYS = [date(1985, 1, 2), None, date(2001, 8, 15), date(1975, 4, 30), date(1987, 5, 3)]


def _columns() -> dict[str, list[Any]]:
    return {name: [item[name] for item in ITEMS] for name in HEADINGS}


def _parquet(table: pa.Table, **others: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **others)
    return sink.getvalue()


def _parquets() -> list[Case]:
    kept = records(1)
    kept["population"][2]["date_of_birth"] = None
    columns: dict[str, Any] = _columns()
    midnight = [day and datetime(day.year, day.month, day.day) for day in DAYS]
    pandas = pa.table(
        {
            **columns,
            BORN: pa.array(midnight, pa.timestamp("ns")),
            HEADINGS[4]: pa.array(columns[HEADINGS[4]]).dictionary_encode(),
            "__index_level_0__": pa.array([10, 11, 12, 13, 14]),
        }
    ).replace_schema_metadata({"pandas": '{"index_columns": ["__index_level_0__"], "columns": []}'})
    one = Case(
        "parquet/pandas_index.parquet",
        "pandas: an index kept as a column, a categorical, days as datetime64[ns]",
        _parquet(pandas),
        kept,
        source=PARQUET,
    )
    bad = bytearray(one.content)
    bad[547] ^= 32  # in the length of the categorical's dictionary
    damaged = Case(
        "parquet/damaged_dictionary.parquet",
        "A damaged medium: one bit of a categorical's dictionary turned over",
        bytes(bad),
        error="SRC-FILE-PART",
        source=PARQUET,
    )
    # Five in the afternoon in UTC is midnight in Vietnam (four, when it kept +08).
    evening = [None if day is None else _midnight(day) for day in DAYS]
    naive = [item and item.replace(tzinfo=None) for item in evening]
    spark = Case(
        "parquet/spark_int96.snappy.parquet",
        "Spark: instants as INT96 in UTC, Snappy, no Arrow schema",
        _parquet(
            pa.table({**columns, BORN: pa.array(naive, pa.timestamp("ns"))}),
            compression="snappy",
            use_deprecated_int96_timestamps=True,
            store_schema=False,
        ),
        kept,
        source=PARQUET,
        problems=[(row, "date_of_birth", "shifted_utc") for row in (1, 3, 4, 5)],
    )
    keys = [UUID(int=n + (0xA7 << 120)) for n in range(1, 6)]
    raw = pa.array([key.bytes for key in keys], pa.binary(16))
    timestamps = pa.table(
        {
            **columns,
            "Mã NK": pa.ExtensionArray.from_storage(pa.uuid(), raw),
            BORN: pa.array(evening, pa.timestamp("us", "UTC")),
        }
    )
    named = {row: {**item, "record_key": str(keys[row - 1])} for row, item in kept["population"].items()}
    duckdb = Case(
        "parquet/duckdb_uuid_timestamptz.parquet",
        "DuckDB: UUID keys, days as TIMESTAMPTZ",
        _parquet(timestamps, store_schema=False),
        {"population": named},
        source=PARQUET,
    )
    areas = pa.table(
        {
            "Mã thửa": ["T1", "T2", "T3"],
            "Tờ": pa.array([5, 5, 5], pa.int32()),
            "Thửa": pa.array([10.0, 11.0, 12.0]),
            "Diện tích": pa.array([Decimal("96.100"), Decimal("120.000"), Decimal("1234.567")], pa.decimal128(12, 3)),
        }
    )
    parcel = LAND["tables"]["parcel"] | {"from": {}}
    decimal = Case(
        "parquet/duckdb_decimal_areas.parquet",
        "DuckDB, PostgreSQL: areas as DECIMAL(12,3), numbers as DOUBLE for want of one value",
        _parquet(areas),
        {
            "parcel": {
                1: {"parcel_key": "T1", "parcel_no": "10", "area_m2": 96.1},
                2: {"parcel_key": "T2", "parcel_no": "11", "area_m2": 120.0},
                3: {"parcel_key": "T3", "parcel_no": "12", "area_m2": 1234.567},
            }
        },
        source={**LAND, "format": "parquet", "tables": {"parcel": parcel}},
    )
    large = pa.table(
        {
            **{name: pa.array(values, pa.large_string()) for name, values in columns.items()},
            "ghi_chu": pa.nulls(5),
        }
    )
    polars = Case(
        "parquet/polars_large_strings.parquet",
        "Polars: large strings, Zstandard, a column that is null alone",
        _parquet(large, compression="zstd"),
        records(1),
        source=PARQUET,
    )
    floats = pa.table({**columns, NUMBER: pa.array([float(row[3]) for row in people()], pa.float32())})
    short = Case(
        "parquet/numpy_float32_numbers.parquet",
        "numpy: identity numbers in floats of four bytes, which hold seven digits",
        _parquet(floats),
        records(1, personal_id=None),
        source=PARQUET,
        problems=[(row, "personal_id", "digits_lost") for row in range(1, 6)],
    )
    return [one, damaged, spark, duckdb, decimal, polars, short]


def _midnight(day: date) -> datetime:
    """Midnight of a day in Vietnam as an instant in UTC: +08 from 1960 to June 1975 where the south wrote it."""
    from zoneinfo import ZoneInfo

    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC)


def _jsons() -> list[Case]:
    lines = "".join(json.dumps(item) + "\n" for item in ITEMS)
    found = [
        Case(
            "json/pandas_lines.json",
            "pandas: one object a line, letters escaped",
            lines.encode(),
            records(1),
            source=JSON,
        ),
        Case(
            "json/pandas_records.json",
            "pandas: one list of objects, letters escaped",
            json.dumps(ITEMS).encode(),
            records(1),
            source=JSON,
        ),
        Case(
            "json/python_last_line_open.jsonl",
            "Python: one object a line, no line end after the last",
            lines.rstrip("\n").encode(),
            records(1),
            source=JSON,
        ),
        Case(
            "json/duckdb_array.json",
            "DuckDB: COPY … (ARRAY true): a list, one object a line",
            ("[\n\t" + ",\n\t".join(json.dumps(item, ensure_ascii=False) for item in ITEMS) + "\n]\n").encode(),
            records(1),
            source=JSON,
        ),
        Case(
            "json/dotnet_mark.json",
            ".NET: a byte order mark, indented",
            b"\xef\xbb\xbf" + json.dumps(ITEMS, ensure_ascii=False, indent=2).encode(),
            records(1),
            source=JSON,
        ),
    ]
    some = [{name: value for name, value in item.items() if name != BORN or n != 1} for n, item in enumerate(ITEMS)]
    left_out = Case(
        "json/spark_nulls_left_out.json",
        "Spark: one object a line, fields that are null left out",
        "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in some).encode(),
        records(1),
        source=JSON,
    )
    left_out.records["population"][2]["date_of_birth"] = None
    words = [item | ({BORN: float("nan")} if n == 1 else {}) for n, item in enumerate(ITEMS)]
    nan = Case(
        "json/python_nan.json",
        "Python: NaN, which is no JSON, where a value is missing",
        json.dumps(words, ensure_ascii=False).encode(),
        records(1),
        source=JSON,
        problems=[(2, "date_of_birth", "empty_word")],
    )
    nan.records["population"][2]["date_of_birth"] = None
    mixed = [item | ({"Mã NK": 2, BORN: 1950} if n == 1 else {}) for n, item in enumerate(ITEMS)]
    kinds = Case(
        "json/mongo_mixed_types.jsonl",
        "Document stores: a field that is a number in one line and text in others",
        "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in mixed).encode(),
        records(1),
        source=JSON,
    )
    kinds.records["population"][2]["record_key"] = "2"
    instants = ["1985-01-01T17:00:00.000Z", None, "2001-08-15T00:00:00+07:00", "1975-04-29T16:00:00Z", None]
    services = Case(
        "json/javascript_instants.json",
        "JavaScript: days as instants in UTC (Vietnam kept +08 until June 1975)",
        json.dumps([item | {BORN: day} for item, day in zip(ITEMS, instants, strict=True)]).encode(),
        records(1),
        source=JSON,
    )
    for row in (2, 5):
        services.records["population"][row]["date_of_birth"] = None
    epochs = [473_472_000_000, None, 997_833_600_000, 167_961_600_000, None]
    counted = Case(
        "json/pandas_epoch_days.json",
        "pandas: days as milliseconds since 1970",
        json.dumps([item | {BORN: day} for item, day in zip(ITEMS, epochs, strict=True)]).encode(),
        records(1),
        source=JSON,
        problems=[(row, "date_of_birth", "*") for row in (1, 3, 4)],
    )
    for item in counted.records["population"].values():
        item.pop("date_of_birth")
    by_column = {name: {str(n): item[name] for n, item in enumerate(ITEMS)} for name in HEADINGS}
    columns = Case(
        "json/pandas_by_column.json",
        "pandas: the default of to_json, one object a column",
        json.dumps(by_column).encode(),
        error="SRC-FILE-FORMAT",
        source=JSON,
    )
    nested = {"meta": {"count": 5}, "data": {"rows": ITEMS}}
    deep = Case(
        "json/service_nested_items.json",
        "Services: the rows deep inside a document",
        json.dumps(nested, ensure_ascii=False).encode(),
        records(1),
        source=JSON | {"location": {"connection": "files", "path": "*.json", "items": "data.rows"}},
    )
    wrapped = [
        item | {"Mã NK": {"$oid": item["Mã NK"]}, NUMBER: {"$numberLong": str(int(item[NUMBER]))}} for item in ITEMS
    ]
    wrapped[1][SEX] = ["Nam", "Nữ"]
    documents = Case(
        "json/mongo_wrapped_values.json",
        "MongoDB: values wrapped in their types; a list where a value should be",
        json.dumps(wrapped, ensure_ascii=False).encode(),
        records(1),
        source=JSON,
        problems=[(2, "sex", "nested_value")],
    )
    documents.records["population"][2]["sex"] = None
    one_line = json.dumps(ITEMS, ensure_ascii=False).encode().replace("Lê Minh".encode(), b"L\xc3 Minh")
    byte = Case(
        "json/one_bad_byte.json",
        "A damaged medium: one byte of a document on one line is lost",
        one_line,
        records(1),
        source=JSON,
        problems=[(3, "full_name", "lost_character")],
    )
    byte.records["population"][3]["full_name"] = None
    return [*found, byte, documents, left_out, nan, kinds, services, counted, columns, deep]


def cases() -> list[Case]:
    """All of them."""
    return [*_parquets(), *_jsons()]
