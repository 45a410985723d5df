"""JSON of mixed types, line by line: a row, or set aside with its line and a reason."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.sources import Batch, Source, SourceError
from doisoat.sources.readers.batch import ROW, CellKind, kinds_of
from tests.sources.kit import column, read_all, source

NAME = "ho_ten"


def of(items: str = "items") -> Source:
    rule = {"key": ["id"], "columns": {NAME: "full_name", "so": {"field": "personal_id", "optional": True}}}
    place = {"connection": "files", "path": "a.json", "items": items}
    return source(format="json", location=place, tables={"population": rule})


def read(folder: Path, body: str | bytes, items: str = "items") -> list[Batch]:
    (folder / "a.json").write_bytes(body if isinstance(body, bytes) else body.encode())
    return read_all(folder, of(items))


def refused(batches: list[Batch]) -> list[tuple[int, str]]:
    tables = pa.concat_tables([batch.refused for batch in batches])
    return list(zip(tables["lineage_row"].to_pylist(), tables["reason"].to_pylist(), strict=True))


def kinds(batches: list[Batch], name: str) -> list[int]:
    found = kinds_of(batches[0].data, name)
    assert found is not None
    return list(found.to_pylist())


def test_lines_that_are_no_objects_are_set_aside_one_by_one(tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "ho_ten": "An", "so": 68185000001}',
        "",
        '["2", "Bình"]',
        "7",
        '"Chi"',
        "null",
        '{"id": "3", "ho_ten": "Dung", "so": "068185000002"}',
        '{"id": "4", "ho_ten": ',
        '{"id": "5", "ho_ten": "Em", "so": true, "id": "6"}',
        '{"id": "7", "id": "7", "ho_ten": 12}',
    ]
    for ending in ("\n", ""):
        batches = read(tmp_path, "\n".join(lines) + ending)
        assert column(batches, "id") == ["1", "3", "7"]
        assert column(batches, NAME) == ["An", "Dung", "12"]
        assert column(batches, "so") == ["68185000001", "068185000002", None]
        assert column(batches, ROW) == [1, 7, 10]
        assert kinds(batches, "so")[:2] == [CellKind.NUMBER, CellKind.TEXT]
        assert sorted(refused(batches)) == [
            (3, "STD-JSON-OBJECT"),
            (4, "STD-JSON-OBJECT"),
            (5, "STD-JSON-OBJECT"),
            (6, "STD-JSON-OBJECT"),
            (8, "STD-JSON-LINE"),
            (9, "STD-JSON-TWICE"),
        ]


def test_a_document_is_judged_item_by_item(tmp_path: Path) -> None:
    body = '{"data": {"rows": [{"id": 1, "ho_ten": "An"}, [1], {"id": 2, "ho_ten": "B", "ho_ten": "C"}, null]}}'
    batches = read(tmp_path, body, "data.rows")
    assert column(batches, NAME) == ["An"]
    assert sorted(refused(batches)) == [(2, "STD-JSON-OBJECT"), (3, "STD-JSON-TWICE"), (4, "STD-JSON-OBJECT")]


@pytest.mark.parametrize("lines", [True, False])
def test_numbers_keep_every_digit(tmp_path: Path, lines: bool) -> None:
    numbers = ["12345678901234567890123", "9007199254740993", "96.100", "6.8185000001E10", "0.5", "NaN", "-7"]
    rows = [f'{{"id": "{n}", "ho_ten": "An", "so": {number}}}' for n, number in enumerate(numbers)]
    batches = read(tmp_path, "\n".join(rows) if lines else f"[{','.join(rows)}]")
    assert column(batches, "so") == [
        "12345678901234567890123",
        "9007199254740993",
        "96.1",
        "68185000001",
        "0.5",
        "NaN",
        "-7",
    ]
    assert kinds(batches, "so") == [1, 1, 1, 1, 1, 0, 1]


@pytest.mark.parametrize("extra", ["", ', "x": [1]'])
def test_text_that_looks_like_a_moment_keeps_its_zone(tmp_path: Path, extra: str) -> None:
    moments = ["1985-03-04T17:00:00Z", "1985-03-05T00:00:00+07:00", "1985-03-05", "1985-03-04T17:00:00"]
    lines = [f'{{"id": "{n}", "ho_ten": "An", "so": "{moment}"{extra}}}' for n, moment in enumerate(moments)]
    assert column(read(tmp_path, "\n".join(lines)), "so") == moments


def test_bytes_of_other_encodings(tmp_path: Path) -> None:
    text = '{"id": "1", "ho_ten": "Hà"}\n{"id": "2", "ho_ten": "Nguyễn"}\n'
    for body in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-32")):
        assert column(read(tmp_path, body), NAME) == ["Hà", "Nguyễn"]
    mixed = text.encode().replace("Hà".encode(), b"H\xe0")
    assert column(read(tmp_path, mixed), NAME) == ["Hà", "Nguyễn"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[1, 2]", "SRC-FILE-FORMAT"),
        ("[1]\n[2]\n", "SRC-FILE-FORMAT"),
        ('{"id": "1"', "SRC-FILE-TRUNCATED"),
        ('{"id": "1", "ho_ten": "An"}\n{"id": "2", "ho_t', "SRC-FILE-TRUNCATED"),
        ("{]", "SRC-FILE-FORMAT"),
        ("   \n", "SRC-FILE-EMPTY"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, body: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, body)
    assert caught.value.code == code


def test_a_null_list_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, '{"items": null}') == []
    assert read(tmp_path, '{"items": []}') == []


def test_a_page_without_a_single_value_of_a_column_lacks_no_column(tmp_path: Path) -> None:
    rule = {"key": ["id"], "columns": {NAME: "full_name", "so": "personal_id"}}
    given_source = source(
        format="json", location={"connection": "files", "path": "p*.json"}, tables={"population": rule}
    )
    (tmp_path / "p1.json").write_text('[{"id": "1", "ho_ten": "An", "so": "068185000001"}]', "utf-8")
    (tmp_path / "p2.json").write_text('[{"id": "2", "ho_ten": "Bình"}]', "utf-8")
    assert column(read_all(tmp_path, given_source), "so") == ["068185000001", None]
    (tmp_path / "p1.json").unlink()
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, given_source)
    assert caught.value.code == "SRC-COLUMN-MISSING"


def test_a_document_over_several_lines_is_one(tmp_path: Path) -> None:
    for body in ('[\n{"id": "1", "ho_ten": "An"}\n]', '{\n"items": [\n {"id": "1",\n "ho_ten": "An"}]\n}'):
        assert column(read(tmp_path, body), NAME) == ["An"]


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))
LINES = st.one_of(
    st.fixed_dictionaries({"id": VALUES, NAME: VALUES}, optional={"so": VALUES}), VALUES, st.just("broken")
)


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=8))
def test_every_line_is_a_row_or_set_aside(tmp_path_factory: pytest.TempPathFactory, items: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("json")
    lines = ['{"id": ' if item == "broken" else json.dumps(item) for item in [{"id": "0", NAME: "An"}, *items, {}]]
    batches = read(folder, "\n".join(lines))
    taken = [*column(batches, ROW), *(row for row, _ in refused(batches))]
    assert sorted(taken) == list(range(1, len(lines) + 1))
