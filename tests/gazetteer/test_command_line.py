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
    assert found["certain"].tolist() == ["false", "true", "false"]
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


def test_a_missing_column_is_one_line(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resolve, normalise = ["units", "resolve", str(rows)], ["text", "normalise", str(rows)]
    wrong = [
        [*resolve, "--text", "nope", "--out", "x.csv"],
        [*resolve, "--code", "code", "--as-of", "nope", "--out", "x.csv"],
        [*normalise, "--column", "nope", "--kind", "name", "--out", "x.csv"],
        [*resolve, "--out", "x.csv"],
        ["units", "resolve", "nope.csv", "--code", "code", "--out", "x.csv"],
        [*resolve, "--code", "code", "--out", "/dev/null/nope/x.csv"],
        [*normalise, "--column", "code", "--kind", "nope", "--out", "x.csv"],
    ]
    for arguments in wrong:
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        assert "nope" in said or "--text or --code" in said, said


def test_a_date_as_people_write_it(rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["units", "resolve", str(rows), "--code", "code", "--as-of", "30/06/2025", "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype="str")["candidates"].tolist()[:2] == ["23041|23053"] * 2


def test_people_and_area_apart(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pd.DataFrame({"code": ["00016", "00556"]}).to_parquet(path)
    assert main(["units", "resolve", str(path), "--code", "code", "--as-of", "2025-01-01", "--out", str(out)]) == 0
    found = pd.read_parquet(out)
    assert set(found["candidates_people"][1].split("|")) < set(found["candidates_area"][1].split("|"))
    assert found["candidates"][0] == found["candidates_people"][0]


def test_no_column_of_the_input_is_lost(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("code;full_name\n23122;Nguyễn Văn An\n", encoding="utf-8")
    assert main(["units", "resolve", str(path), "--code", "code", "--out", str(out)]) == 0
    row = pd.read_csv(out, dtype="str").iloc[0]
    assert (row["full_name_input"], row["full_name"]) == ("Nguyễn Văn An", "Xã Hàm Thạnh")


def test_bad_input_has_reasons_and_nothing_is_dropped(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    units = ["x" * 10_000_000, "99999", "", "23053"]
    names = ["Nguyễn Văn An", "y" * 10_000_000, None, "Lê Thị Hoà"]
    pd.DataFrame({"empty": [None] * 4, "unit": units, "name": names}).to_csv(path, index=False)
    assert main(["units", "resolve", str(path), "--code", "unit", "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype="str")["reason"].tolist() == [
        "text_too_long",
        "never_existed",
        "empty",
        "code_without_date",
    ]
    assert main(["units", "resolve", str(path), "--text", "unit", "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype="str")["reason"].tolist()[0] == "text_too_long"
    assert main(["units", "resolve", str(path), "--text", "empty", "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype="str")["reason"].tolist() == ["empty"] * 4
    assert main(["text", "normalise", str(path), "--column", "name", "--kind", "name", "--out", str(out)]) == 0
    found = pd.read_csv(out, dtype="str")
    assert found["problem"].fillna("").tolist() == ["", "text_too_long", "", ""]
    assert found["canonical"].tolist()[3] == "Lê Thị Hòa"


def test_two_encodings_in_a_column_are_flagged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = pd.Series(["Nguyễn Văn Đức", "Trần Thị Hòa", "Phạm Văn Bình", "Lê Thị Ngọc", "Đỗ Hữu Phước"])
    both = pd.concat([names, legacy.encode(names, "tcvn3")], ignore_index=True)
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    pd.DataFrame({"name": both}).to_csv(path, index=False)
    assert main(["text", "normalise", str(path), "--column", "name", "--kind", "name", "--out", str(out)]) == 0
    found = pd.read_csv(out, dtype="str")
    assert found["problem"].fillna("").tolist() == [""] * 5 + ["mixed_encodings"] * 5
    assert found["canonical"].tolist() == both.tolist()
    assert found["suggestion"].tolist()[5:] == names.tolist()
    assert "more than one encoding" in capsys.readouterr().err
