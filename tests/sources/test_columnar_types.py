"""What columns of Parquet files and databases are, exactly: instants, numbers, UUIDs, Arrow's other types."""

import datetime as dt
import sqlite3
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from doisoat.sources import Source, SourceError
from doisoat.sources.guard import read as guarded
from doisoat.sources.readers.arrowcells import typed_text
from doisoat.sources.readers.batch import CellKind
from tests.sources.kit import column, connections, read_all, source
from tests.standardise.kit import Done, run
from tests.support.services import MARIADB, TemporaryDatabase, require

PEOPLE = ["Nguyễn Văn Ánh", "Trần Thị Hòa", "Lê Minh Quân"]


def population(file_format: str, columns: dict[str, str], **location: Any) -> Source:
    rule = {"from": {"table": "dan"} if file_format == "sql" else {}, "key": ["id"], "columns": columns}
    place = location or {"connection": "files", "path": "a.*"}
    return source(format=file_format, location=place, tables={"population": rule})


def born(folder: Path, values: pa.Array) -> Done:
    folder.mkdir(exist_ok=True)
    ids = [str(n) for n in range(len(values))]
    names = [PEOPLE[n % 3] for n in range(len(values))]
    pq.write_table(pa.table({"id": ids, "ho_ten": names, "sinh": values}), folder / "a.parquet")
    return run(folder, population("parquet", {"ho_ten": "full_name", "sinh": "date_of_birth"}))


def test_moments_with_a_zone_are_vietnams_days(tmp_path: Path) -> None:
    utc = [dt.datetime(1985, 3, 4, 17, tzinfo=dt.UTC), dt.datetime(1965, 3, 4, 16, tzinfo=dt.UTC), None]
    for number, zone in enumerate(("UTC", "Asia/Ho_Chi_Minh", "America/New_York", "+07:00")):
        for unit in ("ms", "us", "ns"):
            done = born(tmp_path / f"{number}{unit}", pa.array(utc, pa.timestamp(unit, zone)))
            assert done["population"]["date_of_birth"].tolist()[:2] == ["1985-03-05", "1965-03-05"]
            assert done.reasons("problems") == []


def test_moments_without_a_zone_are_judged_by_their_column(tmp_path: Path) -> None:
    midnight = born(tmp_path / "a", pa.array([dt.datetime(1985, 3, 5), dt.datetime(1965, 3, 5)]))
    assert midnight["population"]["date_of_birth"].tolist() == ["1985-03-05", "1965-03-05"]
    early = [dt.datetime(1985, 3, 4, 17), dt.datetime(1955, 4, 29, 16), dt.datetime(2010, 11, 1, 17)]
    shifted = born(tmp_path / "b", pa.array(early))
    assert shifted["population"]["date_of_birth"].tolist() == ["1985-03-05", "1955-04-30", "2010-11-02"]
    assert {item[1] for item in shifted.reasons("problems")} == {"shifted_utc"}
    unsure = born(tmp_path / "c", pa.array([dt.datetime(1985, 3, 4, 23), dt.datetime(1986, 3, 5)]))
    assert unsure["population"]["date_of_birth"].tolist()[1:] == ["1986-03-05"]
    assert [item[1:] for item in unsure.reasons("problems")] == [("unsure_day", "date_of_birth")]


def test_counts_of_seconds_are_no_dates(tmp_path: Path) -> None:
    for number, factor in enumerate((1, 1000)):
        done = born(tmp_path / str(number), pa.array([478803600 * factor, -158169600 * factor, 500000000 * factor]))
        assert done["population"]["date_of_birth"].isna().all()
        assert {item[1] for item in done.reasons("problems")} == {"epoch_moment"}


AREAS = {
    "double": pa.array([234.567, 12.345, 96.1, 1234.5, 0.5, 120.0]),
    "single": pa.array([234.567, 12.345, 96.1, 1234.5, 0.5, 120.0], pa.float32()),
    "decimal": pa.array([Decimal(v) for v in ("234.567", "12.345", "96.100", "1234.500", "0.500", "120.000")]),
    "decimal256": pa.array(
        [Decimal(v) for v in ("234.567", "12.345", "96.1", "1234.5", "0.5", "120")], pa.decimal256(60, 3)
    ),
    "dictionary": pa.array([234.567, 12.345, 96.1, 1234.5, 0.5, 120.0]).dictionary_encode(),
}


def land(folder: Path, areas: Any, file_format: str = "parquet", **others: Any) -> Done:
    rule = {
        "from": {"table": "thua"} if file_format == "sql" else {},
        "key": ["id"],
        "columns": {"to": "map_sheet_no", "so": "parcel_no", "dt": "area_m2"},
    }
    place = {"connection": "db"} if file_format == "sql" else {"connection": "files", "path": "a.parquet"}
    given_source = source(
        source_id="land.commune.23122", register="land", format=file_format, location=place, tables={"parcel": rule}
    )
    if areas is not None:
        count = range(len(areas))
        pq.write_table(
            pa.table({"id": [f"T{n}" for n in count], "to": [1 for _ in count], "so": list(count), "dt": areas}),
            folder / "a.parquet",
        )
    return run(folder, given_source, **others)


@pytest.mark.parametrize("kind", AREAS)
def test_true_numbers_are_exact_and_never_ambiguous(tmp_path: Path, kind: str) -> None:
    done = land(tmp_path, AREAS[kind])
    assert done["parcel"]["area_m2"].tolist() == [234.567, 12.345, 96.1, 1234.5, 0.5, 120.0]
    assert done.reasons("problems") == []


def test_numbers_that_are_none_are_no_values_with_a_problem(tmp_path: Path) -> None:
    done = land(tmp_path, pa.array([float("nan"), float("inf"), float("-inf"), 96.1, None]))
    assert done["parcel"]["area_m2"].dropna().tolist() == [96.1]
    assert [item[2] for item in done.reasons("problems")] == ["area_m2"] * 3


def test_numeric_columns_of_postgres_are_exact(tmp_path: Path) -> None:
    rows = "(VALUES ('T0', 1, 10, 234.567), ('T1', 1, 11, 96.100), ('T2', 1, 12, 'NaN'), ('T3', 1, 13, 1234.5))"
    with TemporaryDatabase() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text('CREATE TABLE thua (id text, "to" int, so int, dt numeric(12,3))'))
            connection.execute(text(f"INSERT INTO thua SELECT a, b, c, d::numeric FROM {rows} AS t(a, b, c, d)"))
        engine.dispose()
        done = land(tmp_path, None, "sql", db={"kind": "sql", "url": url})
    found = done["parcel"].sort_values("record_key")["area_m2"].tolist()
    assert [found[0], found[1], found[3]] == [234.567, 96.1, 1234.5]
    assert [item[2] for item in done.reasons("problems")] == ["area_m2"]


def test_numbers_beside_text_in_one_column_of_sqlite(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute('CREATE TABLE thua (id, "to", so, dt)')
        cells = [("T0", 1, 1, 234.567), ("T1", 1, 2, "234.567"), ("T2", 1, 3, "96,1"), ("T3", 1, 4, 7)]
        connection.executemany("INSERT INTO thua VALUES (?, ?, ?, ?)", cells)
    done = land(tmp_path, None, "sql", db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    found = done["parcel"].sort_values("record_key")["area_m2"].tolist()
    assert [found[0], *found[2:]] == [234.567, 96.1, 7.0]
    assert [item[1:] for item in done.reasons("problems")] == [("ambiguous_decimal", "area_m2")]


def test_moments_numbers_and_uuids_of_postgres(tmp_path: Path) -> None:
    ids = [uuid.UUID(int=5), uuid.UUID("550e8400-e29b-41d4-a716-446655440000"), uuid.uuid4()]
    create = "CREATE TABLE dan (id uuid, ho_ten text, sinh timestamptz, den timestamp, so double precision)"
    with TemporaryDatabase() as url:
        engine = create_engine(url)
        for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/New_York"):
            with engine.begin() as connection:
                connection.execute(text("DROP TABLE IF EXISTS dan"))
                connection.execute(text(create))
                name = connection.execute(text("SELECT current_database()")).scalar()
                connection.execute(text(f"ALTER DATABASE \"{name}\" SET timezone TO '{zone}'"))
                for person, moment in zip(ids, ("1985-03-04 17:00+00", "1965-03-05 00:00+08", "infinity"), strict=True):
                    connection.execute(
                        text("INSERT INTO dan VALUES (:i, 'Nguyễn Văn An', :m, '2020-01-02', 68185000001)"),
                        {"i": person, "m": moment},
                    )
            given_source = population(
                "sql",
                {"ho_ten": "full_name", "sinh": "date_of_birth", "den": "moved_on", "so": "personal_id"},
                connection="db",
            )
            done = run(tmp_path, given_source, db={"kind": "sql", "url": url})
            found = done["population"].set_index("record_key")
            assert sorted(found.index) == sorted(str(item) for item in ids)
            assert found.loc[[str(ids[0]), str(ids[1])], "date_of_birth"].tolist() == ["1985-03-05", "1965-03-05"]
            assert set(found["moved_on"]) == {"2020-01-02"}
            assert set(found["personal_id"]) == {"068185000001"}
            assert found["date_of_birth"].isna().sum() == 1
        engine.dispose()


def test_timestamps_of_mariadb_are_told_in_vietnams_zone(tmp_path: Path) -> None:
    require("mariadb")
    engine, table = create_engine(MARIADB), f"dan_{uuid.uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table} (id INT, ho_ten TEXT, sinh TIMESTAMP NULL)"))
        connection.execute(text("SET time_zone = '+00:00'"))
        connection.execute(text(f"INSERT INTO {table} VALUES (1, 'An', '1985-03-04 17:00:00')"))
    try:
        rule = {"from": {"table": table}, "key": ["id"], "columns": {"ho_ten": "full_name", "sinh": "date_of_birth"}}
        given_source = source(format="sql", location={"connection": "db"}, tables={"population": rule})
        assert column(read_all(tmp_path, given_source, db={"kind": "sql", "url": MARIADB}), "sinh") == ["1985-03-05"]
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE {table}"))
        engine.dispose()


@pytest.mark.parametrize("logical", [True, False])
def test_uuids_are_their_canonical_text(tmp_path: Path, logical: bool) -> None:
    ids = [uuid.uuid4() for _ in range(50)]
    raw = pa.array([item.bytes for item in ids], pa.binary(16))
    keys = pa.ExtensionArray.from_storage(pa.uuid(), raw) if logical else raw
    table = pa.table({"ho_ten": ["Nguyễn Văn An"] * 50})
    pq.write_table(table.add_column(0, pa.field("id", keys.type), keys), tmp_path / "a.parquet")
    done = run(tmp_path, population("parquet", {"ho_ten": "full_name"}))
    assert sorted(done["population"]["record_key"]) == sorted(map(str, ids))


def test_a_date_in_a_field_that_is_none_is_a_problem(tmp_path: Path) -> None:
    days = pa.array([dt.date(2026, 3, 12), None])
    moment = pa.array([dt.datetime(2026, 1, 4, tzinfo=dt.UTC), None], pa.timestamp("us", "UTC"))
    pq.write_table(
        pa.table({"id": ["1", "2"], "ho_ten": PEOPLE[:2], "nha": days, "cmnd": moment}), tmp_path / "a.parquet"
    )
    done = run(tmp_path, population("parquet", {"ho_ten": "full_name", "nha": "house_no", "cmnd": "former_id"}))
    assert done["population"][["house_no", "former_id"]].isna().all(axis=None)
    assert done.reasons("problems") == [(1, "excel_date", "former_id"), (1, "excel_date", "house_no")]


def test_identifiers_kept_as_numbers(tmp_path: Path) -> None:
    for number, values in enumerate(
        (
            pa.array([68185000001, 79185000002]),
            pa.array([68185000001.0, 79185000002.0]),
            pa.array([68185000001, 79185000002], pa.uint64()),
            pa.array([Decimal(68185000001), Decimal(79185000002)]),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        pq.write_table(pa.table({"id": ["1", "2"], "ho_ten": PEOPLE[:2], "so": values}), folder / "a.parquet")
        done = run(folder, population("parquet", {"ho_ten": "full_name", "so": "personal_id"}))
        assert done["population"]["personal_id"].tolist() == ["068185000001", "079185000002"]


OTHERS: list[tuple[Any, list[Any], CellKind | None]] = [
    (pa.array(["a", None]).dictionary_encode(), ["a", None], None),
    (pa.array(["a"], pa.large_string()), ["a"], None),
    (pa.array(["a"], pa.string_view()), ["a"], None),
    (pa.array([b"ab"], pa.large_binary()), ["ab"], None),
    (pa.array([True, None]), ["true", None], None),
    (pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)], CellKind.NUMBER),
    (pa.array(np.array([0.1, 2.5], np.float16)), ["0.1", "2.5"], CellKind.NUMBER),
    (pa.array([1e-7, 1e16, 68185000001.5]), ["0.0000001", "10000000000000000", "68185000001.5"], CellKind.NUMBER),
    (pa.array([dt.date(1985, 3, 5)], pa.date64()), ["1985-03-05"], CellKind.DATE),
    (pa.array([dt.date(1985, 3, 5), None], pa.date32()), ["1985-03-05", None], CellKind.DATE),
    (pa.array([dt.time(17, 30)]), ["17:30:00.000000"], CellKind.DATE),
    (pa.array([dt.timedelta(seconds=5)], pa.duration("s")), ["0:00:05"], CellKind.DATE),
    (pa.array([[1, 2], None]), ["[1, 2]", None], None),
    (pa.array([{"a": "ễ"}, None]), ['{"a": "ễ"}', None], None),
    (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int8())), ['[["a", 1]]'], None),
]


@pytest.mark.parametrize(("array", "texts", "kind"), OTHERS)
def test_every_arrow_type_is_text_and_kind(array: Any, texts: list[Any], kind: CellKind | None) -> None:
    found = typed_text(array)
    assert found.text.to_pylist() == texts
    assert found.text.type == pa.string()
    expected = None if kind is None else [0 if item is None else int(kind) for item in texts]
    assert (None if found.kinds is None else found.kinds.to_pylist()) == expected


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))))
def test_the_text_of_a_float_is_the_float(values: list[float | None]) -> None:
    found = typed_text(pa.array(values, pa.float64())).text.to_pylist()
    assert [None if item is None else float(item) for item in found] == values


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=3)), min_size=1))
def test_the_text_of_a_decimal_is_the_decimal(values: list[Decimal | None]) -> None:
    found = typed_text(pa.array(values, pa.decimal128(20, 3))).text.to_pylist()
    assert [None if item is None else Decimal(item) for item in found] == values
    assert not any(item and "." in item and item.endswith("0") for item in found)


def damaged(path: Path, codec: str) -> None:
    """A file of three row groups whose second one is spoilt."""
    names = [f"Nguyễn Văn {n}" for n in range(3_000)]
    table = pa.table({"id": [str(n) for n in range(3_000)], "ho_ten": names})
    pq.write_table(table, path, row_group_size=1_000, compression=codec, use_dictionary=False, write_page_checksum=True)
    group = pq.ParquetFile(path).metadata.row_group(1).column(1)
    body = bytearray(path.read_bytes())
    start = group.data_page_offset + group.total_compressed_size // 2
    body[start : start + 200] = b"\xff" * 200
    path.write_bytes(bytes(body))


@pytest.mark.parametrize("codec", ["snappy", "zstd", "gzip", "none"])
def test_a_damaged_page_is_named_with_its_row_group(tmp_path: Path, codec: str) -> None:
    damaged(tmp_path / "a.parquet", codec)
    given_source = population("parquet", {"ho_ten": "full_name"})
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, given_source)
    assert caught.value.code == "SRC-FILE-PART"
    assert (caught.value.fields["part"], caught.value.fields["first"], caught.value.fields["last"]) == (
        2,
        "1,001",
        "2,000",
    )
    assert "Nguyễn" not in str(caught.value)


def test_a_damaged_file_ends_its_source_and_no_other(tmp_path: Path) -> None:
    from doisoat.sources import extract

    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    damaged(tmp_path / "bad" / "a.parquet", "snappy")
    pq.write_table(pa.table({"id": ["1"], "ho_ten": ["Nguyễn Văn An"]}), tmp_path / "good" / "a.parquet")
    given_source = population("parquet", {"ho_ten": "full_name"})
    found = []
    for name in ("bad", "good"):
        landing = extract(given_source, connections(tmp_path / name), tmp_path / f"{name}.landing")
        try:
            found.append(
                [batch.data.num_rows for batch in guarded(landing, given_source, next(iter(given_source.groups())))]
            )
        except SourceError as error:
            found.append([error.code])
    assert found == [["SRC-FILE-PART"], [1]]


def test_a_row_a_driver_cannot_decode_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import doisoat.sources.sqlrows as sqlrows

    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE dan (id, ho_ten TEXT)")
        connection.execute("INSERT INTO dan VALUES (1, CAST(x'4E677579e1' AS TEXT))")
    monkeypatch.setattr(
        sqlrows,
        "_lenient",
        lambda engine: sqlrows.event.listen(
            engine, "connect", lambda raw, _: setattr(raw, "text_factory", lambda value: value.decode("ascii"))
        ),
    )
    given_source = population("sql", {"ho_ten": "full_name"}, connection="db")
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, given_source, db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    assert caught.value.code in ("SRC-SQL-ROW", "SRC-SQL-FAILED")
    assert "Nguy" not in str(caught.value)


def test_short_floats_infinite_numbers_and_bytes_of_postgres(tmp_path: Path) -> None:
    create = "CREATE TABLE dan (id bytea, ho_ten text, so real, ho numeric, nha interval)"
    rows = r"('\xDEAD00BEEF', 'An', 68185000001, 'Infinity', '1 day'), ('\x0007', 'Bình', 1.5, 7.50, NULL)"
    with TemporaryDatabase() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(create)
            connection.exec_driver_sql(f"INSERT INTO dan VALUES {rows}")
        engine.dispose()
        fields = {"ho_ten": "full_name", "so": "personal_id", "ho": "household_no", "nha": "house_no"}
        done = run(tmp_path, population("sql", fields, connection="db"), db={"kind": "sql", "url": url})
    found = done["population"].set_index("record_key")
    assert sorted(found.index) == ["0007", "dead00beef"]
    assert found.loc["0007", "household_no"] == "7.5"
    assert {
        (key, field, reason)
        for key, field, reason in zip(
            *(done["problems"][name] for name in ("record_key", "field", "reason")), strict=True
        )
    } >= {
        ("dead00beef", "personal_id", "digits_lost"),
        ("dead00beef", "household_no", "excel_error"),
        ("dead00beef", "house_no", "excel_date"),
    }
