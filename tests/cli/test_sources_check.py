"""``doisoat sources check``: each source in words before the first run, without a value of a row."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from doisoat.cli.main import main
from tests.sources.kit import BORN, NAME, NUMBER, PEOPLE, SEX, book, mapping

SECRET = "mat-khau-that"


def province(folder: Path, sources: dict[str, dict[str, Any]], **connections: Any) -> Path:
    (folder / "sources").mkdir(parents=True)
    (folder / "files").mkdir()
    settings = {"province": "68", "as_of": "2026-11-15", "units": ["23122"]}
    places = {"files": {"kind": "folder", "path": "files"}} | connections
    (folder / "doisoat.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    (folder / "connections.yaml").write_text(yaml.safe_dump(places), "utf-8")
    for name, changes in sources.items():
        given = mapping(source_id=f"population.commune.{name}", **changes)
        (folder / "sources" / f"{name}.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    return folder


def check(folder: Path, capsys: pytest.CaptureFixture[str], *names: str) -> tuple[int, dict[str, list[str]]]:
    """Exit code, and the lines of each source."""
    status = main(["sources", "check", "--config", str(folder), *names])
    said = capsys.readouterr().out
    for row in PEOPLE:
        assert str(row[1]) not in said
        assert str(row[3]) not in said
    assert SECRET not in said
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in said.splitlines():
        if not line.startswith(" "):
            lines = found.setdefault(line.split(":")[0], [])
        lines.append(line.strip())
    return status, found


def tables(**changes: Any) -> dict[str, Any]:
    columns = {NAME: "full_name", BORN: "date_of_birth", NUMBER: "personal_id", SEX: "sex"}
    return {"population": {"key": ["Mã NK"], "columns": columns, "required": [NAME]} | changes}


def test_a_source_that_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = province(tmp_path / "p", {"a": {}})
    book(folder / "files" / "so_nhan_khau.xlsx", PEOPLE)
    status, found = check(folder, capsys)
    lines = found["population.commune.a"]
    assert status == 0
    assert any("1 file(s): so_nhan_khau.xlsx" in line for line in lines)
    assert any("all 5 columns" in line for line in lines)
    assert any("Of 5 rows tried, 5 become records" in line for line in lines)
    assert any("the commune of 5 out of 5 records is known" in line for line in lines)
    assert [path.name for path in folder.iterdir()].count("var") == 0


def test_what_would_fail_is_said_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parquet = {"format": "parquet", "tables": tables()}
    sql = {"format": "sql", "tables": tables(**{"from": {"table": "dan"}})}
    folder = province(
        tmp_path / "p",
        {
            "missing": {"location": {"connection": "files", "path": "khong_co*.xlsx"}},
            "headings": parquet | {"location": {"connection": "files", "path": "b.parquet"}},
            "damaged": parquet | {"location": {"connection": "files", "path": "c.parquet"}},
            "closed": sql | {"location": {"connection": "away"}},
            "good": sql | {"location": {"connection": "here"}},
            "lines": {"format": "json", "tables": tables(), "location": {"connection": "files", "path": "d.json"}},
        },
        away={"kind": "sql", "url": f"postgresql://ai:{SECRET}@127.0.0.1:9/x"},
        here={"kind": "sql", "url": "sqlite:///a.db"},
    )
    names = ["Mã NK", NAME, BORN, NUMBER, SEX]
    columns = dict(zip(names, map(list, zip(*PEOPLE, strict=True)), strict=True))
    renamed = {"Ho ten day du" if name == NAME else name: values for name, values in columns.items()}
    pq.write_table(pa.table(renamed), folder / "files" / "b.parquet")
    pq.write_table(pa.table(columns), folder / "files" / "c.parquet", write_page_checksum=True, compression="none")
    body = bytearray((folder / "files" / "c.parquet").read_bytes())
    body[40:60] = b"\xff" * 20
    (folder / "files" / "c.parquet").write_bytes(bytes(body))
    rows = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in PEOPLE]
    (folder / "files" / "d.json").write_text("\n".join([*rows[:2], "[1]", *rows[2:]]), "utf-8")
    with sqlite3.connect(folder / "a.db") as connection:
        connection.execute(f"CREATE TABLE dan ({', '.join(chr(34) + name + chr(34) for name in names)})")
        connection.executemany("INSERT INTO dan VALUES (?, ?, ?, ?, ?)", PEOPLE)
    status, found = check(folder, capsys)
    assert status == 1
    codes = {
        "missing": "SRC-FILE-MISSING",
        "headings": "SRC-COLUMN-MISSING",
        "damaged": "SRC-FILE-PART",
        "closed": "SRC-SQL-UNREACHABLE",
        "lines": "STD-JSON-OBJECT",
    }
    for name, code in codes.items():
        assert any(f"[{code}]" in line for line in found[f"population.commune.{name}"]), (name, found)
    assert found["population.commune.good"][0].endswith("WELL") or "LOOK" in found["population.commune.good"][0]
    assert any("Of 5 rows tried, 5 become records" in line for line in found["population.commune.good"])
    status, found = check(folder, capsys, "population.commune.good")
    assert (status, list(found)[:1]) == (0, ["population.commune.good"])


def test_patterns_that_match_nothing_and_books_without_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = province(tmp_path / "p", {"a": {"tables": tables(**{"from": {"files": "xa_*.xlsx"}})}})
    book(folder / "files" / "so_nhan_khau.xlsx", PEOPLE)
    status, found = check(folder, capsys)
    text = "\n".join(found["population.commune.a"])
    assert status == 1
    for code in ("CHK-NOTHING", "CHK-NO-ROWS", "STD-SKIP-FILE-UNCLAIMED"):
        assert f"[{code}]" in text


def test_a_configuration_or_a_name_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = province(tmp_path / "p", {"a": {}})
    assert main(["sources", "check", "--config", str(folder), "population.commune.b"]) == 2
    assert "population.commune.a" in capsys.readouterr().err
    assert main(["sources", "check", "--config", str(tmp_path / "nowhere")]) == 2
    assert "CFG-MISSING" in capsys.readouterr().err
