"""Every file of the corpus through extraction and standardisation, and what should come of it."""

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from doisoat.sources import SourceError, httppages
from tests.sources.corpus import make
from tests.sources.corpus.replay import playing
from tests.sources.kit import source
from tests.standardise.kit import Done, run

FILES = sorted(path for path in make.FOLDER.glob("*/*") if path.with_name(path.name + ".yaml").exists())


def _cases() -> list[Any]:
    """Each file; one that waits for work must fail until it is there."""
    found = []
    for path in FILES:
        expected = yaml.safe_load(path.with_name(path.name + ".yaml").read_text(encoding="utf-8"))
        name = f"{path.parent.name}/{path.name}"
        waits = make.WAITING.get(name)
        marks = [pytest.mark.xfail(strict=True, reason=waits)] if waits else []
        found.append(pytest.param(path, expected, id=name, marks=marks))
    return found


@pytest.mark.parametrize(("path", "expected"), _cases())
def test_a_file_reads_as_its_writer_meant_it(
    path: Path, expected: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"location": {"connection": "files", "path": path.name}, **expected.get("source", {})}
    content = path.read_bytes()
    api = {"kind": "http", "url": "http://so.example.vn"}
    monkeypatch.setattr(httppages, "from_http", partial(httppages.from_http, sleep=lambda _: None))
    (tmp_path / path.name).write_bytes(content)
    given = source(**changes)
    with playing(content):
        if "error" in expected:
            with pytest.raises(SourceError) as caught:
                run(tmp_path, given, api=api)
            assert caught.value.code == expected["error"]
            for name, value in expected.get("named", {}).items():
                assert str(caught.value.fields[name]) == str(value)
            return
        done = run(tmp_path, given, api=api)
    assert _quarantined(done) == expected.get("quarantined", {})
    assert _skipped(done) == {reason: sorted(rows) for reason, rows in expected.get("skipped", {}).items()}
    for table, rows in expected["records"].items():
        _same_records(done[table], rows)
    _same_problems(done, expected.get("problems", []))


def _place(file: str, row: Any) -> Any:
    """A row as the corpus names it: of a service's pages the page too."""
    page = re.fullmatch(r"page-(\d+)\.json", file)
    return f"{int(page[1])}:{int(row)}" if page else int(row)


def _quarantined(done: Done) -> dict[Any, str]:
    frame = done["quarantine"]
    return {
        _place(file, row): reason
        for file, row, reason in zip(frame["lineage_file"], frame["lineage_row"], frame["reason"], strict=True)
    }


def _skipped(done: Done) -> dict[str, list[int]]:
    frame = done["skipped"]
    return {str(reason): sorted(map(int, rows)) for reason, rows in frame.groupby("reason")["lineage_row"]}


def _same_records(frame: pd.DataFrame, expected: dict[Any, dict[str, Any]]) -> None:
    found = {_place(row["lineage_file"], row["lineage_row"]): row for row in frame.to_dict("records")}
    assert sorted(found, key=str) == sorted(expected, key=str)
    for place, fields in expected.items():
        shown = {name: found[place][name] for name in fields}
        assert {name: None if pd.isna(value) else value for name, value in shown.items()} == fields, place


def _same_problems(done: Done, expected: list[list[Any]]) -> None:
    """Problems of rows (not of columns); a reason `*` is any."""
    frame = done["problems"]
    frame = frame[frame["lineage_row"].notna()]
    found = Counter(zip(map(int, frame["lineage_row"]), frame["field"], frame["reason"], strict=True))
    free = {(row, field) for row, field, reason in expected if reason == "*"}
    assert free <= {(row, field) for row, field, _ in found}
    assert {key for key in found if key[:2] not in free} == {
        (row, field, reason) for row, field, reason in expected if reason != "*"
    }


def test_the_files_are_those_the_code_makes() -> None:
    made = {case.name: case for case in make.cases()}
    assert sorted(made) == [f"{path.parent.name}/{path.name}" for path in FILES]
    for path in FILES:
        case = made[f"{path.parent.name}/{path.name}"]
        assert path.with_name(path.name + ".yaml").read_text(encoding="utf-8") == make.written(case), path
        if path.suffix == ".parquet":
            # Its bytes name the version of the library that wrote them.
            assert pq.read_metadata(path).num_rows in (5, 3), path
        else:
            assert path.read_bytes() == case.content, path
