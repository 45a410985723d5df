"""Encodings by file, by column and by row: mixed files, bad bytes, text encoded twice, declarations that do not fit."""

import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from doisoat.sources import Batch, SourceError, read
from doisoat.sources.extract import extract
from doisoat.sources.readers.batch import ROW
from doisoat.sources.readers.delimited import read_csv
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.trimming import ends_trimmed, trimmed
from doisoat.text.legacy.codec import encode_text, to_bytes
from tests.sources.kit import book, column, connections, read_all, source
from tests.standardise.kit import run

NAMES = [
    "Nguyễn Thị Hà",
    "Trần Văn Hòa",
    "Lê Quang Dũng",
    "Phạm Thị Lan",
    "Đặng Văn Bình",
    "Võ Thị Thu Hà",
    "Hồ Đắc Hùng",
    "Bùi Ngọc Ánh",
    "Đỗ Minh Thắng",
    "Vũ Thị Mỹ Lệ",
]
PLACES = ["Thôn Phú Lộc", "Thôn Hàm Thạnh", "Ấp Mỹ Đức", "Xã Thuận Nam", "Tổ dân phố Bình Đông"]
HEAD = "Mã NK,Họ tên,Địa chỉ"
RULES = {"population": {"key": ["Mã NK"], "columns": {"Họ tên": "full_name", "Địa chỉ": "address"}}}
PEOPLE = [(f"NK{i:02d}", NAMES[i % len(NAMES)], PLACES[i % len(PLACES)]) for i in range(30)]


def old(text: str, encoding: str) -> bytes:
    """Text as the bytes of an older encoding; TCVN3 fonts have no accented capitals."""
    if encoding == "cp1252":
        return unicodedata.normalize("NFC", text).encode("cp1252")
    raw = to_bytes(encode_text(text, encoding))
    assert raw is not None
    return raw


def given(**changes: Any) -> Any:
    return source(format="csv", tables=RULES, **changes)


def of(path: Path, content: bytes, **changes: Any) -> list[Batch]:
    path.write_bytes(content)
    chosen = given(**changes)
    return list(read_csv(chosen, next(iter(chosen.groups())), path, "a.csv"))


def plain(values: list[str | None]) -> list[str]:
    return [unicodedata.normalize("NFC", value or "").casefold() for value in values]


def line(person: tuple[str, str, str]) -> str:
    return ",".join(person)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "windows-1258", "viscii"])
@pytest.mark.parametrize("pasted", [range(20, 30), range(3), range(5, 30), range(0, 30, 3)], ids=str)
def test_a_file_of_utf8_lines_and_lines_of_older_bytes(tmp_path: Path, encoding: str, pasted: range) -> None:
    lines = [old(line(person), encoding) if i in pasted else line(person).encode() for i, person in enumerate(PEOPLE)]
    for declared in ("auto", "utf-8") if len(pasted) < 12 else ("auto",):
        batches = of(tmp_path / "a.csv", b"\n".join([HEAD.encode(), *lines, b""]), encoding=declared)
        assert plain(column(batches, "Họ tên")) == plain([person[1] for person in PEOPLE])
        assert plain(column(batches, "Địa chỉ")) == plain([person[2] for person in PEOPLE])
        assert column(batches, ROW) == list(range(2, 32))


def test_latin1_lines_of_words_it_can_write(tmp_path: Path) -> None:
    words = [("NK90", "Lý Bá Hùng", "Thôn Phú Hòa"), ("NK91", "Lê Thanh Bình", "Xã Hòa Bình")]
    lines = [line(person).encode() for person in PEOPLE] + [old(line(person), "cp1252") for person in words]
    batches = of(tmp_path / "a.csv", b"\n".join([HEAD.encode(), *lines, b""]))
    assert column(batches, "Họ tên")[-2:] == ["Lý Bá Hùng", "Lê Thanh Bình"]
    assert column(batches, "Địa chỉ")[-2:] == ["Thôn Phú Hòa", "Xã Hòa Bình"]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "utf-8-as-cp1252"])
@pytest.mark.parametrize("pasted", [range(15, 30), range(28, 30), range(2, 30)], ids=str)
def test_rows_of_text_that_was_converted_wrongly(tmp_path: Path, encoding: str, pasted: range) -> None:
    """The bytes are UTF-8 throughout: some rows were pasted from a file shown in the wrong encoding."""
    people = [
        (key, *(encode_text(cell, encoding) for cell in cells)) if i in pasted else (key, *cells)
        for i, (key, *cells) in enumerate(PEOPLE)
    ]
    batches = of(tmp_path / "a.csv", "\n".join([HEAD, *(",".join(person) for person in people), ""]).encode())
    assert plain(column(batches, "Họ tên")) == plain([person[1] for person in PEOPLE])
    assert plain(column(batches, "Địa chỉ")) == plain([person[2] for person in PEOPLE])
    rows = [[*map(str, person)] for person in people]
    book(tmp_path / "so_nhan_khau.xlsx", rows, HEAD.split(","))
    batches = read_all(tmp_path, source(tables=RULES))
    assert plain(column(batches, "Họ tên")) == plain([person[1] for person in PEOPLE])


@pytest.mark.parametrize("bytes_too", [True, False])
@pytest.mark.parametrize("start", [0, 10])
def test_rows_of_three_encodings(tmp_path: Path, bytes_too: bool, start: int) -> None:
    parts = [(None, PEOPLE[:start]), ("tcvn3", PEOPLE[start:20]), ("vni", PEOPLE[20:])]
    lines = [HEAD.encode()]
    for encoding, people in parts:
        for key, *cells in people:
            shown = [encode_text(cell, encoding) if encoding else cell for cell in cells]
            raw = to_bytes(",".join([key, *shown])) if bytes_too and encoding else None
            lines.append(raw or ",".join([key, *shown]).encode())
    batches = of(tmp_path / "a.csv", b"\n".join([*lines, b""]))
    assert plain(column(batches, "Họ tên")) == plain([person[1] for person in PEOPLE])
    assert plain(column(batches, "Địa chỉ")) == plain([person[2] for person in PEOPLE])


def test_a_font_declared_for_the_text_of_a_file_whose_bytes_are_utf8(tmp_path: Path) -> None:
    rows = [[key, *(encode_text(cell, "vni") for cell in cells)] for key, *cells in PEOPLE]
    text = "\n".join([HEAD, *map(",".join, rows)])
    batches = of(tmp_path / "a.csv", text.encode() + b"\n", encoding="vni")
    assert plain(column(batches, "Họ tên")) == plain([person[1] for person in PEOPLE])


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_columns_of_different_encodings(tmp_path: Path, encoding: str) -> None:
    lines = [f"{key},{name},".encode() + old(place, encoding) for key, name, place in PEOPLE]
    batches = of(tmp_path / "a.csv", b"\n".join([HEAD.encode(), *lines, b""]))
    assert column(batches, "Họ tên") == [person[1] for person in PEOPLE]
    assert plain(column(batches, "Địa chỉ")) == plain([person[2] for person in PEOPLE])


@pytest.mark.parametrize("bad", [b"\xe1\xbb", b"\xbb\x85", b"\xe1", b"\xff", b"\xc3"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("declared", ["auto", "utf-8"])
def test_a_bad_byte_is_lost_where_it_stands(tmp_path: Path, bad: bytes, mark: bytes, declared: str) -> None:
    lines = [line(person) for person in PEOPLE]
    content = mark + "\n".join([HEAD, *lines, ""]).encode()
    at = content.index("Lê Quang".encode())
    content = content[: at + 1] + bad + content[at + 3 :]
    (tmp_path / "a.csv").write_bytes(content)
    done = run(tmp_path, given(encoding=declared, location={"connection": "files", "path": "a.csv"}))
    # A row of which the name is all there is cannot be a record without it.
    assert done["quarantine"]["lineage_row"].tolist() == [4]
    assert "\ufffd" in done["quarantine"]["raw"][0]
    names = done["population"].sort_values("lineage_row")["full_name"].tolist()
    assert names == [p[1] for i, p in enumerate(PEOPLE) if i != 2]


def test_a_bad_byte_in_an_address_and_in_a_heading(tmp_path: Path) -> None:
    content = "\n".join(["DANH SÁCH", HEAD, *map(line, PEOPLE), ""]).encode()
    content = content.replace("SÁCH".encode(), b"S\xffCH").replace("Phú Lộc".encode(), b"Ph\xc3 L\xe1\xbb\x99c", 1)
    (tmp_path / "a.csv").write_bytes(content)
    done = run(tmp_path, given(location={"connection": "files", "path": "a.csv"}))
    assert len(done["population"]) == len(PEOPLE)
    found = done["problems"][done["problems"]["reason"] == "lost_character"]
    assert found[["lineage_row", "field"]].to_numpy().tolist() == [[3, "address"]]


def test_a_letter_whose_second_byte_looks_like_a_blank(tmp_path: Path) -> None:
    names = ["Nguyễn Thị Hà", "Hà", "Bà", "Trần Văn Hòa", "Lê Thị Thà", "Phạm Thu Hà", "à"]
    twice = [name.encode().decode("latin-1") for name in names]
    content = "\n".join([HEAD, *(f"NK{i},{name} ,x" for i, name in enumerate(twice)), ""]).encode()
    assert column(of(tmp_path / "a.csv", content), "Họ tên") == names
    # A blank that is nothing but a blank still goes.
    spaced = [f"\u00a0{name}\u00a0" for name in names]
    content = "\n".join([HEAD, *(f"NK{i},{name},\u00a0" for i, name in enumerate(spaced)), "\u00a0,,"]).encode()
    batches = of(tmp_path / "a.csv", content)
    assert column(batches, "Họ tên") == names
    assert set(column(batches, "Địa chỉ")) == {None}
    assert batches[-1].skipped["reason"].to_pylist()[-1] == "STD-SKIP-BLANK"


def test_a_heading_that_was_encoded_twice(tmp_path: Path) -> None:
    rules = {"population": {"key": ["Mã"], "columns": {"Họ và tên": "full_name", "Nhà": "house_no"}}}
    text = "Mã,Họ và tên,Nhà\n" + "".join(f"{i},{name},{i}\n" for i, name in enumerate(NAMES))
    (tmp_path / "a.csv").write_bytes(text.encode().decode("latin-1").encode())
    chosen = source(format="csv", tables=rules)
    batches = list(read_csv(chosen, next(iter(chosen.groups())), tmp_path / "a.csv", "a.csv"))
    assert column(batches, "Họ và tên") == NAMES
    assert column(batches, "Nhà") == [str(i) for i in range(len(NAMES))]


@pytest.mark.parametrize(
    ("declared", "content", "row"),
    [
        ("utf-16", "utf-8", 1),
        ("windows-1258", "utf-8", 2),
        ("windows-1252", "utf-8", 2),
        ("tcvn3", "utf-8", 2),
        ("utf-8", "tcvn3", 2),
        ("utf-8", "windows-1258", 2),
    ],
)
def test_a_declared_encoding_that_does_not_fit_names_file_and_line(
    tmp_path: Path, declared: str, content: str, row: int
) -> None:
    text = "\n".join(["Ma NK,Ho ten,Dia chi", *map(line, PEOPLE), ""])
    raw = text.encode() if content == "utf-8" else old(text, content)
    with pytest.raises(SourceError) as caught:
        of(tmp_path / "a.csv", raw, encoding=declared)
    assert (caught.value.code, caught.value.fields["file"]) == ("SRC-FILE-ENCODING", "a.csv")
    assert caught.value.fields["row"] in (1, row)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_wide_letters_with_and_without_a_mark_and_cut_within_one(tmp_path: Path, codec: str) -> None:
    text = "\r\n".join([HEAD, *map(line, PEOPLE), ""])
    content = text.encode(codec)
    if codec != "utf-32":
        assert column(of(tmp_path / "a.csv", content), "Họ tên") == [person[1] for person in PEOPLE]
        assert column(of(tmp_path / "a.csv", content, encoding="utf-16"), ROW) == list(range(2, 32))
    with pytest.raises(SourceError) as caught:
        of(tmp_path / "a.csv", content[:-1])
    assert (caught.value.code, caught.value.fields["row"]) == ("SRC-FILE-ENCODING", 31)


def test_half_a_letter_of_utf16_is_lost_where_it_stands(tmp_path: Path) -> None:
    content = (
        "\n".join([HEAD, *map(line, PEOPLE), ""]).encode("utf-16-le").replace("ũ".encode("utf-16-le"), b"\x00\xd8", 1)
    )
    names = column(of(tmp_path / "a.csv", b"\xff\xfe" + content), "Họ tên")
    assert names[2] == "Lê Quang D\ufffdng"
    assert names[3:10] == NAMES[3:]


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "utf-16", "tcvn3", "windows-1258"])
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf\xff\n",
        b"\xff\xfe",
        b"\xff\xfea",
        b"\xfe\xff\0",
        b"\0\0\0",
        b"\xff" * 99,
        b'"',
        b"\n\n\n",
        b"\xef\xbb\xbf",
        "\u00a0".encode() * 5,
        b'a,b\n"',
        b"\xd8\x00\xd8\x00",
        b"\r",
    ],
)
def test_whatever_the_bytes_are_the_error_is_the_sources(tmp_path: Path, encoding: str, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    chosen = given(encoding=encoding, location={"connection": "files", "path": "a.csv"})
    with pytest.raises(SourceError) as caught:
        landing = extract(chosen, connections(tmp_path), tmp_path / ".landing")
        for origin in chosen.groups():
            list(read(landing, chosen, origin))
    assert caught.value.code.startswith("SRC-")
    assert caught.value.code != "SRC-FILE-UNREADABLE"
    assert caught.value.fields["file"] == "a.csv"


@settings(deadline=None, max_examples=60)
@drawn(
    st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=8, max_size=40),
    st.sampled_from(["tcvn3", "vni", "utf-8-as-cp1252"]),
)
def test_text_that_is_unicode_is_never_changed(people: list[tuple[str, bool]], encoding: str) -> None:
    cells = [encode_text(name, encoding) if shown else name for name, shown in people]
    found = TextEncoding().undo({"x": pa.array(cells, pa.string())})["x"].to_pylist()
    for cell, (name, shown) in zip(found, people, strict=True):
        assert (
            cell == name if not shown else cell.casefold() in (name.casefold(), encode_text(name, encoding).casefold())
        )


@drawn(st.lists(st.text(st.sampled_from(" \u00a0\t\u3000\u2003aà"), max_size=5)))
def test_trimming_before_the_encoding_is_known_leaves_what_may_be_letters(values: list[str]) -> None:
    column = pa.array(values, pa.string())
    assert ends_trimmed(column).to_pylist() == [value.strip(" \t") or None for value in values]
    assert trimmed(ends_trimmed(column)).to_pylist() == [value.strip() or None for value in values]
