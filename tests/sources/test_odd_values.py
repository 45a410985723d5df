"""What one cell can hold never ends the reading of its source: each kind of source has its own."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.registers.schema import Field, Kind
from doisoat.sources.model import Source
from doisoat.sources.readers.arrowcells import column_text
from doisoat.sources.readers.batch import printable
from doisoat.sources.readers.cells import cell_text, cells_array
from doisoat.sources.readers.trimming import trimmed
from doisoat.standardise.values import parse, typed
from tests.faults.hostile import TEXTS
from tests.sources.kit import column, read_all, source
from tests.standardise.kit import run
from tests.support.services import TemporaryDatabase

NAME = "ho_ten"


def of(file_format: str, **location: Any) -> Source:
    rule = {"key": ["id"], "columns": {NAME: "full_name", "ngay": "date_of_birth"}}
    return source(format=file_format, location=location, tables={"population": rule})


def test_json_with_half_characters_endless_numbers_and_no_list(tmp_path: Path) -> None:
    place = {"connection": "files", "path": "a.json"}
    rows = [
        {"id": "1", NAME: "An\ud800", "ngay": None},
        {"id": "2", NAME: 7, "ngay": float("nan")},
        {"id": "3\udfff", NAME: True},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows).replace("7", "7" * 6_000))
    batches = read_all(tmp_path, of("json", **place))
    assert column(batches, NAME) == ["An\ufffd", "7" * 6_000, "true"]
    assert column(batches, "id") == ["1", "2", "3\ufffd"]
    assert column(batches, "ngay") == [None, "NaN", None]
    (tmp_path / "a.json").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert column(read_all(tmp_path, of("json", **place)), NAME) == ["An\ufffd", "7", "true"]


def test_sqlite_text_that_is_no_utf8(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE dan (id, ho_ten TEXT, ngay)")
        connection.execute("INSERT INTO dan VALUES (1, CAST(x'4E677579e1' AS TEXT), 1.5e300)")
        connection.execute("INSERT INTO dan VALUES (2, 'Nguyễn', x'ff')")
        connection.execute("INSERT INTO dan VALUES (3, 'An' || char(0) || 'B', 9e999)")
    given_source = source(
        format="sql",
        location={"connection": "db"},
        tables={
            "population": {
                "from": {"table": "dan"},
                "key": ["id"],
                "columns": {NAME: "full_name", "ngay": "date_of_birth"},
            }
        },
    )
    batches = read_all(tmp_path, given_source, db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    assert column(batches, NAME) == ["Nguyá", "Nguyễn", "An\ufffdB"]
    assert column(batches, "ngay") == ["1.5e+300", "ÿ", "inf"]


def test_dates_only_postgresql_knows(tmp_path: Path) -> None:
    query = (
        "SELECT * FROM (VALUES (1, 'An', DATE 'infinity', TIMESTAMP '-infinity'), (2, 'Bình', DATE '0044-03-15 BC', "
        "TIMESTAMP '294276-12-31 00:00:00'), (3, 'Chi', DATE '1987-03-05', NULL)) AS t (id, ho_ten, ngay, luc)"
    )
    rule = {
        "from": {"query": query},
        "key": ["id"],
        "columns": {NAME: "full_name", "ngay": "date_of_birth", "luc": "moved_on"},
    }
    with TemporaryDatabase() as url:
        given_source = source(format="sql", location={"connection": "db"}, tables={"population": rule})
        batches = read_all(tmp_path, given_source, db={"kind": "sql", "url": url})
        assert column(batches, "ngay") == ["infinity", "0044-03-15 BC", "1987-03-05"]
        assert column(batches, "luc") == ["-infinity", "294276-12-31 00:00:00", None]


def test_two_queries_of_one_source(tmp_path: Path) -> None:
    """Both bear one name in lineage, and their rows the checksums of both."""
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE ho (so, chu)")
        connection.execute("INSERT INTO ho VALUES ('H1', 'Nguyễn Văn An')")
    tables = {
        "household": {
            "from": {"query": "SELECT so, chu FROM ho"},
            "key": ["so"],
            "columns": {"so": "household_no", "chu": "head_name"},
        },
        "household_member": {
            "from": {"query": "SELECT so, upper(chu) AS chu FROM ho"},
            "key": ["so"],
            "columns": {"so": "household_no", "chu": "full_name"},
        },
    }
    given_source = source(
        source_id="household.commune.23122",
        register="household",
        format="sql",
        location={"connection": "db"},
        tables=tables,
    )
    done = run(tmp_path, given_source, db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    checksums = {*done["household"]["lineage_checksum"], *done["household_member"]["lineage_checksum"]}
    assert [len(checksum) for checksum in checksums] == [129]


def test_parquet_columns_of_any_type() -> None:
    raw = pa.array([b"Nguy\xff", "ễ".encode()], pa.binary())
    assert column_text(pa.Array.from_buffers(pa.string(), 2, raw.buffers())).to_pylist() == ["Nguyÿ", "ễ"]
    assert column_text(pa.array([2**62, 0], pa.timestamp("s"))).null_count == 0
    assert column_text(pa.array([float("nan"), float("inf"), 7.0])).to_pylist() == [None, "inf", "7"]
    for array in (
        pa.array([[1], None], pa.list_(pa.int8())),
        pa.array([{"a": "\x00"}, None]),
        pa.array([b"ab"], pa.binary(2)),
        pa.array([1], pa.duration("s")),
        pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
        pa.array([5], pa.date64()),
        pa.array(["a"], pa.large_string()).dictionary_encode(),
        pa.array(["x"], pa.string_view()),
        pa.nulls(2),
        pa.array([1], pa.time32("s")),
        pa.array([1.5], pa.float16()),
    ):
        text = column_text(array)
        assert (len(text), text.type) == (len(array), pa.string())


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(st.characters(), max_size=8),
            st.floats(),
            st.integers(),
            st.binary(max_size=4),
            st.booleans(),
            st.lists(st.text(st.characters(), max_size=2), max_size=2),
        )
    )
)
def test_any_cell_is_text(values: list[Any]) -> None:
    array = printable(trimmed(cells_array(values)))
    assert len(array) == len(values)
    for text in array.to_pylist():
        assert text is None or (text.encode() and not set(text) & {"\x00", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"})
    assert cell_text("\ud83c\udfe0") == "🏠"


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=20)), max_size=20), st.sampled_from(Kind))
def test_any_parser_reads_any_value_for_any_type(values: list[str], kind: Kind) -> None:
    cells = trimmed(pa.array(values, pa.string()))
    for kind_of_column in (pa.string(), pa.float64(), pa.int32()):
        field = Field("x", kind, "x", kind_of_column, vocabulary=("M", "F"))
        parsed = typed(parse(cells, field), field)
        assert len(parsed.canonical.cast(kind_of_column)) == len(cells) == len(parsed.problem)
        assert (pa.compute.max(pa.compute.utf8_length(parsed.canonical)).as_py() or 0) <= 2_000


def test_a_mapping_cannot_put_a_word_into_a_column_of_numbers() -> None:
    import pytest

    from doisoat.sources.errors import ConfigError

    for rule in ({"map": {"?": "nhiều"}}, {"map": {"?": "inf"}}, {"map": {"?": "1.5"}}):
        with pytest.raises(ConfigError, match="a number"):
            _members(rule | {"field": "member_count"})
    _members({"field": "member_count", "map": {"?": "3", "-": None}})
    with pytest.raises(ConfigError, match="a number"):
        _members("member_count", {"member_count": "x"})


def _members(rule: Any, defaults: Any = None) -> Source:
    columns = {"so": "household_no"} if defaults else {"so": "household_no", "nk": rule}
    return source(
        source_id="household.commune.23122",
        register="household",
        tables={"household": {"key": ["so"], "columns": columns, "defaults": defaults or {}}},
    )


def test_a_key_too_long_to_be_one_sets_its_row_aside(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"id": ["1", "x" * 100_000, "\x00"], NAME: ["An", "Bình", "Chi"], "ngay": ["1950"] * 3}),
        tmp_path / "a.parquet",
    )
    done = run(tmp_path, of("parquet", connection="files", path="a.parquet"))
    assert done["population"]["record_key"].tolist() == ["1"]
    assert sorted(done["quarantine"]["reason"]) == ["STD-KEY-LONG", "STD-NO-KEY"]
