"""`doisoat units resolve` and `doisoat text normalise` on files."""

from pathlib import Path

import pandas as pd
import pytest

from doisoat.cli.main import main
from doisoat.text import legacy


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(
        "code,place,date,number\n23053,Xã Hòa Thắng - Bắc Bình - Bình Thuận,30/06/2025,068201000123\n"
        "23053,,01/08/2025,AD 266864\n,Xã Nào Đó,,\n",
        encoding="utf-8",
    )
    return path


def test_resolve_codes_with_a_date_column(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["units", "resolve", str(rows), "--code", "code", "--as-of", "date", "--out", str(out)]) == 0
    found = pd.read_csv(out, dtype="str")
    assert found["candidates"].tolist()[:2] == ["23041|23053", "23053"]
    assert found["certain"].tolist() == ["False", "True", "False"]
    assert found["code"].tolist()[:2] == ["23053", "23053"]


def test_resolve_texts_to_parquet(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out.parquet"
    assert main(["units", "resolve", str(rows), "--text", "place", "--as-of", "2025-01-01", "--out", str(out)]) == 0
    found = pd.read_parquet(out)
    assert found["reason"].tolist() == ["split", "empty", "never_existed"]
    assert found["candidates"][0] == "23041|23053"


def test_normalise_ids(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["text", "normalise", str(rows), "--column", "number", "--kind", "id", "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype="str")["kind"].tolist()[:2] == ["personal_id", "certificate"]


def test_a_file_in_an_old_font_is_undone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = pd.Series(["Nguyễn Văn Đức", "Trần Thị Hòa", "Phạm Bình", "Lê Thị Ngọc"], name="name")
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_bytes(("name\n" + "\n".join(legacy.encode(names, "tcvn3")) + "\n").encode("latin-1"))
    assert main(["text", "normalise", str(path), "--column", "name", "--kind", "name", "--out", str(out)]) == 0
    assert pd.read_csv(out)["canonical"].tolist() == names.tolist()
    assert "tcvn3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["units", "resolve", "{rows}", "--out", "x.csv"],
        ["units", "resolve", "{rows}", "--code", "nope", "--out", "x.csv"],
        ["units", "resolve", "missing.csv", "--code", "code", "--out", "x.csv"],
        ["units", "resolve", "{rows}", "--code", "code", "--out", "x.docx"],
        ["text", "normalise", "{rows}", "--column", "code", "--kind", "colour", "--out", "x.csv"],
    ],
)
def test_what_cannot_be_done_says_so(arguments: list[str], rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([a.format(rows=rows) for a in arguments]) == 2
    assert capsys.readouterr().err.strip()
