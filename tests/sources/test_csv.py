"""CSV files: separators, encodings, crooked and torn lines."""

from pathlib import Path

import pytest

from doisoat.sources import SourceError
from doisoat.sources.readers.batch import ROW
from doisoat.text.legacy.codec import encode_text, to_bytes
from tests.sources.kit import HEADINGS, NAME, NUMBER, PEOPLE, column, read_all, source

GIVEN = source(format="csv")
NAMES = [row[1] for row in PEOPLE]


def lines(separator: str = ",", end: str = "\r\n") -> str:
    quoted = [[f'"{cell}"' if separator in str(cell) else str(cell) for cell in row] for row in [HEADINGS, *PEOPLE]]
    return end.join(separator.join(row) for row in quoted) + end


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_separators_and_unicode_encodings(tmp_path: Path, separator: str, codec: str) -> None:
    (tmp_path / "so_nhan_khau.csv").write_bytes(lines(separator).encode(codec))
    batches = read_all(tmp_path, GIVEN)
    assert column(batches, NAME) == NAMES
    assert column(batches, ROW) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("declared", ["auto", "windows-1258"])
def test_windows_1258(tmp_path: Path, declared: str) -> None:
    from doisoat_lab.synth.render.tabular import to_1258

    (tmp_path / "so_nhan_khau.csv").write_bytes(to_1258(lines(";")))
    names = column(read_all(tmp_path, source(format="csv", encoding=declared)), NAME)
    import unicodedata

    assert [unicodedata.normalize("NFC", name) for name in names] == NAMES


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("declared", ["auto", "as it is"])
def test_legacy_bytes(tmp_path: Path, encoding: str, declared: str) -> None:
    shown = encode_text(lines(";").replace("Ánh", "ánh"), encoding)
    raw = to_bytes(shown)
    assert raw is not None
    (tmp_path / "so_nhan_khau.csv").write_bytes(raw)
    given = source(format="csv", encoding="auto" if declared == "auto" else encoding)
    assert [name.lower() for name in column(read_all(tmp_path, given), NAME)] == [name.lower() for name in NAMES]


def test_a_declared_encoding_that_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "so_nhan_khau.csv").write_bytes(b"\xff" + lines().encode("cp1258", "replace"))
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source(format="csv", encoding="utf-8"))
    assert caught.value.code == "SRC-FILE-ENCODING"


def test_title_lines_blank_lines_and_line_breaks_in_cells(tmp_path: Path) -> None:
    text = "DANH SÁCH NHÂN KHẨU\n\n" + lines(end="\n").replace("Trần Văn Đức", '"Trần Văn\nĐức"') + "\n\nTổng cộng,5\n"
    (tmp_path / "so_nhan_khau.csv").write_text(text, "utf-8")
    batches = read_all(tmp_path, GIVEN)
    assert column(batches, NAME)[1] == "Trần Văn\nĐức"
    assert column(batches, ROW) == [4, 5, 7, 8, 9]
    assert sum(batch.skipped.num_rows for batch in batches) == 3 + 3


def test_a_crooked_row_is_set_aside_with_its_line(tmp_path: Path) -> None:
    text = lines(end="\n").replace("Lê Minh Quân,", "Lê, Minh, Quân,")
    (tmp_path / "so_nhan_khau.csv").write_text(text, "utf-8")
    batches = read_all(tmp_path, GIVEN)
    refused = batches[0].refused.to_pylist()
    assert [(row["lineage_row"], row["reason"]) for row in refused] == [(4, "STD-ROW-WIDTH")]
    assert "Minh" in refused[0]["raw"]
    assert len(column(batches, NAME)) == 4
    assert 4 not in batches[0].skipped["lineage_row"].to_pylist()


def test_a_torn_last_line_stops_the_source(tmp_path: Path) -> None:
    text = lines(end="\n")
    (tmp_path / "so_nhan_khau.csv").write_text(text[: text.rindex("068087")], "utf-8")
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, GIVEN)
    assert (caught.value.code, caught.value.fields["row"]) == ("SRC-FILE-TORN", 6)


def test_a_whole_last_line_needs_no_line_end(tmp_path: Path) -> None:
    (tmp_path / "so_nhan_khau.csv").write_text(lines(end="\n").rstrip("\n"), "utf-8")
    assert len(column(read_all(tmp_path, GIVEN), NUMBER)) == 5
