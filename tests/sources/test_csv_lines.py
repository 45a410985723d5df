"""Every line of a CSV file is a record's, quarantined or skipped, whatever quotation marks and line ends do."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.sources import Batch, SourceError
from doisoat.sources.readers.batch import ROW
from doisoat.sources.readers.delimited import read_csv
from tests.sources.kit import source

HEAD = "Mã NK,Họ tên,Năm sinh,Địa chỉ"
COLUMNS = {"Họ tên": "full_name", "Năm sinh": "date_of_birth", "Địa chỉ": "address"}
GIVEN = source(format="csv", tables={"population": {"key": ["Mã NK"], "columns": COLUMNS, "required": ["Họ tên"]}})


def row(number: int, address: str = "Thôn 3") -> str:
    return f"NK{number:03d},Lê Văn An,1985,{address}"


def read(path: Path, content: str | bytes) -> list[Batch]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_csv(GIVEN, next(iter(GIVEN.groups())), path, "a.csv"))


def of(batches: list[Batch], kind: str) -> list[int]:
    name = ROW if kind == "data" else "lineage_row"
    return [number for batch in batches for number in getattr(batch, kind)[name].to_pylist()]


def values(batches: list[Batch], name: str) -> list[str | None]:
    return [value for batch in batches for value in batch.data[name].to_pylist()]


def reconciled(batches: list[Batch], lines: int, breaks: int = 0) -> None:
    """Each line is named once, or is one of the `breaks` lines that continue a cell."""
    data, refused, skipped = (of(batches, kind) for kind in ("data", "refused", "skipped"))
    named = sorted([*data, *refused, *skipped])
    assert len(named) == len(set(named)), "a line counts twice"
    assert not named or (named[0] == 1 and named[-1] <= lines)
    gaps = sum(b - a - 1 for a, b in zip(named, [*named[1:], lines + 1], strict=True))
    assert gaps <= breaks, "a line is nobody's"


def test_a_quotation_mark_that_swallows_rows_sets_each_line_aside(tmp_path: Path) -> None:
    lines = [HEAD, *(row(i) for i in range(1, 21))]
    lines[5] = row(5, '"Thôn 3')
    lines[9] = row(9, '"Thôn 3, xã A"')
    batches = read(tmp_path / "a.csv", "\n".join(lines) + "\n")
    reconciled(batches, 21)
    assert of(batches, "refused") == [6, 7, 8, 9, 10]
    refused = batches[0].refused.to_pylist()
    assert {item["reason"] for item in refused} == {"STD-QUOTE-ROWS"}
    assert [json.loads(item["raw"]) for item in refused] == [[line] for line in lines[5:10]]
    assert of(batches, "data") == [2, 3, 4, 5, *range(11, 22)]
    assert [(note.reason, note.column) for note in batches[0].notes] == [("STD-QUOTE-OPENED", "6")]


@pytest.mark.parametrize(
    ("broken", "following"),
    [
        ('NK005,"Lê Văn An,1985,Thôn 3', 'NK006,"Lê Văn An",1985,Thôn 3'),
        ('NK005,Lê Văn An,1985,"Thôn 3', 'NK006,Lê Văn An,1985,"Thôn 3"'),
        ('NK005,"Lê', 'NK006,"Trần Văn Bê",1985,Thôn 3'),  # cells fit by chance
        ('NK005,Lê,"1985,Thôn 3', 'NK006,Lê,1985",Thôn 3'),  # a stray mark closes it
        ('"NK005","Lê","1985","Thôn 3', '"NK006","Lê","1985","Thôn 3"'),
    ],
)
def test_two_rows_in_one_cell(tmp_path: Path, broken: str, following: str) -> None:
    lines = [HEAD, *(row(i) for i in range(1, 5)), broken, following, *(row(i) for i in range(7, 12))]
    batches = read(tmp_path / "a.csv", "\n".join(lines) + "\n")
    reconciled(batches, len(lines))
    assert of(batches, "refused") == [6, 7]
    assert len(of(batches, "data")) == 9


def test_a_quotation_mark_open_at_the_end_refuses_the_file_or_what_it_holds(tmp_path: Path) -> None:
    lines = [HEAD, *(row(i) for i in range(1, 11))]
    lines[3] = row(3, '"Thôn 3')
    with pytest.raises(SourceError) as caught:
        read(tmp_path / "a.csv", "\n".join(lines) + "\n")
    assert (caught.value.code, caught.value.fields["row"]) == ("SRC-QUOTE-OPEN", 4)
    lines[3] = row(3)
    lines[8] = row(8, '"Thôn 3')
    batches = read(tmp_path / "a.csv", "\n".join(lines) + "\n")
    reconciled(batches, 11)
    assert of(batches, "refused") == [9, 10, 11]
    assert of(batches, "data") == list(range(2, 9))
    assert batches[0].notes[0].column == "9"


def test_a_quotation_mark_open_in_the_last_line(tmp_path: Path) -> None:
    text = "\n".join([HEAD, row(1), row(2), row(3, '"Thôn')])
    batches = read(tmp_path / "a.csv", text + "\n")
    assert of(batches, "refused") == [4]
    with pytest.raises(SourceError) as caught:
        read(tmp_path / "a.csv", text)
    assert (caught.value.code, caught.value.fields["row"]) == ("SRC-FILE-TORN", 4)


def test_honest_line_breaks_in_cells_stay_records_and_rows_bear_line_numbers(tmp_path: Path) -> None:
    address = '"Số 12, đường A,thôn 3\nxã Hàm Thạnh,tỉnh Lâm Đồng"'
    lines = [HEAD, row(1, address), row(2), '"NK\n003","Lê\nVăn\nAn",1985,x', row(4)]
    batches = read(tmp_path / "a.csv", "\r\n".join(lines) + "\r\n")
    assert of(batches, "data") == [2, 4, 5, 9]
    assert values(batches, "Địa chỉ")[0] == address.strip('"').replace("\r", "")
    assert not of(batches, "refused")


def test_line_ends_of_a_carriage_return_alone_and_mixed(tmp_path: Path) -> None:
    for end in ("\r", "\n", "\r\n"):
        batches = read(tmp_path / "a.csv", end.join([HEAD, *(row(i) for i in range(1, 6))]) + end)
        assert of(batches, "data") == [2, 3, 4, 5, 6]
    batches = read(tmp_path / "a.csv", f"{HEAD}\r\n{row(1)}\n{row(2)}\r{row(3)}\r\n\r\n{row(4)}")
    assert of(batches, "data") == [2, 3, 4, 6]
    assert of(batches, "skipped") == [1, 5]


def test_marks_within_a_cell_and_separators_within_marks(tmp_path: Path) -> None:
    lines = [HEAD, 'NK001,Nguyễn "Tèo" An,1985,"Số 5, ngõ ""Đen"", thôn 3"', row(2)]
    batches = read(tmp_path / "a.csv", "\n".join(lines))
    assert values(batches, "Họ tên") == ['Nguyễn "Tèo" An', "Lê Văn An"]
    assert values(batches, "Địa chỉ")[0] == 'Số 5, ngõ "Đen", thôn 3'


def test_null_bytes_and_cells_longer_than_csv_allows(tmp_path: Path) -> None:
    lines = [HEAD, "NK001,Lê\0 Văn An,1985,Thôn 3", row(2, "x" * 300_000), row(3)]
    batches = read(tmp_path / "a.csv", "\n".join(lines) + "\n")
    assert values(batches, "Họ tên")[0] == "Lê Văn An"
    assert of(batches, "data") == [2, 3, 4]
    # What a failed disk leaves at the end of a file is a torn line.
    with pytest.raises(SourceError) as caught:
        read(tmp_path / "a.csv", "\n".join([*lines, ""]).encode() + bytes(4096))
    assert caught.value.code == "SRC-FILE-TORN"


def test_lines_of_zeros_are_damage_and_the_mark_of_dos_is_none(tmp_path: Path) -> None:
    batches = read(tmp_path / "a.csv", "\n".join([HEAD, row(1), "\0" * 40, row(3), "\x1a"]))
    assert of(batches, "data") == [2, 4]
    assert of(batches, "refused") == [3]
    assert of(batches, "skipped") == [1, 5]


@pytest.mark.parametrize("place", range(4))
def test_a_quotation_mark_in_the_heading_does_not_hide_the_rows(tmp_path: Path, place: int) -> None:
    cells = HEAD.split(",")
    cells[place] = '"' + cells[place]
    batches = read(tmp_path / "a.csv", ",".join(cells) + "\n" + "".join(row(i) + "\n" for i in range(1, 9)))
    assert values(batches, "Họ tên") == ["Lê Văn An"] * 8
    assert values(batches, "Địa chỉ") == ["Thôn 3"] * 8


def test_a_quotation_mark_in_a_title_does_not_hide_the_heading(tmp_path: Path) -> None:
    batches = read(tmp_path / "a.csv", f'DANH SÁCH "thôn 3\n\n"Lập ngày 1\n{HEAD}\n{row(1)}\n{row(2)}\n')
    assert of(batches, "data") == [5, 6]
    assert of(batches, "skipped") == [1, 2, 3, 4]


@pytest.mark.parametrize("total", ["Tổng số: 6 người", "Tổng cộng,6", "Cộng:,,,6"])
def test_a_total_without_a_line_end_is_a_total(tmp_path: Path, total: str) -> None:
    for end in ("", "\n"):
        batches = read(tmp_path / "a.csv", "\n".join([HEAD, row(1), row(2), total]) + end)
        assert of(batches, "data") == [2, 3]
        last = [item for batch in batches for item in batch.skipped.to_pylist()][-1]
        assert (last["lineage_row"], last["reason"]) == (4, "STD-SKIP-TOTAL")


@pytest.mark.parametrize("last", ["NK0", "NK003,Lê V", "NK003,Lê Văn An,19"])
def test_a_short_record_without_a_line_end_is_torn(tmp_path: Path, last: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path / "a.csv", "\n".join([HEAD, row(1), row(2), last]))
    assert (caught.value.code, caught.value.fields["row"]) == ("SRC-FILE-TORN", 4)


def test_blocks_end_where_records_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doisoat.sources.readers.bytecodec._BLOCK", 64)
    lines = [HEAD, *(row(i, f'"Số {i}\nThôn {i}"' if i % 3 else "Thôn") for i in range(1, 40))]
    for end in ("\n", "\r", "\r\n"):
        for codec in ("utf-8", "utf-16"):
            text = end.join(lines).replace("\n", end) if end != "\r\n" else "\r\n".join(lines).replace("\r", "")
            batches = read(tmp_path / "a.csv", (text + end).encode(codec))
            assert values(batches, "Mã NK") == [f"NK{i:03d}" for i in range(1, 40)]
            assert not of(batches, "refused")


CELL = st.text(st.sampled_from('aàđ1 ,;"\n'), max_size=6)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]], quoting: int, end: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(HEAD.split(","))
    for number, cell in enumerate(cells):
        writer.writerow([f"NK{number}", "Lê " + cell[0], "1985", cell[2]])
    written = text.getvalue()
    batches = read(tmp_path_factory.mktemp("c") / "a.csv", written)
    reconciled(batches, written.count("\n"), sum("".join(cell).count("\n") for cell in cells))
    refused = of(batches, "refused")
    if not refused:  # a cell may hold whole rows: then its lines are set aside
        assert values(batches, "Mã NK") == [f"NK{number}" for number in range(len(cells))]
        assert values(batches, "Họ tên") == [("Lê " + cell[0]).strip() for cell in cells]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=10),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(['"', "", "\r", "\n", ",", '""', "\0", "x"])), max_size=3),
    st.booleans(),
)
def test_nothing_is_lost_of_a_damaged_file(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str]],
    cuts: list[tuple[int, str]],
    newline: bool,
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for number, cell in enumerate(cells):
        writer.writerow([f"NK{number}", "Lê An", cell[0], cell[1]])
    body = text.getvalue()
    for place, mark in cuts:
        at = place % (len(body) + 1)
        body = body[:at] + mark + body[at + (not mark) :]
    body = body if newline else body.rstrip("\n")
    whole = HEAD + "\n" + body
    lines = len(io.StringIO(whole, newline=None).read().rstrip("\n").split("\n")) if body.strip("\r\n") else None
    try:
        batches = read(tmp_path_factory.mktemp("d") / "a.csv", whole)
    except SourceError as error:
        if error.code not in ("SRC-FILE-TORN", "SRC-QUOTE-OPEN"):
            raise
        return
    named = sorted(number for kind in ("data", "refused", "skipped") for number in of(batches, kind))
    assert len(named) == len(set(named))
    # Whatever key the text still shows stands in a record, or in what was set aside.
    seen = " ".join(
        filter(
            None,
            values(batches, "Mã NK")
            + values(batches, "Họ tên")
            + values(batches, "Địa chỉ")
            + values(batches, "Năm sinh"),
        )
    )
    seen += " ".join(raw for batch in batches for raw in batch.refused["raw"].to_pylist())
    for number in range(len(cells)):
        if f"NK{number}," in body:
            assert f"NK{number}" in seen
    assert lines is None or named[-1] <= lines + 1
