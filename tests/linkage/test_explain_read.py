"""Which files a run is explained from, and which records stand for which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doisoat.errors import DoisoatError
from doisoat.linkage.explain_read import Found, Record, Row, run_files
from doisoat.linkage.inputs import LinkConfig


def published(base: Path, run: str, *, model: bool) -> Path:
    data = base / "published" / run / "data"
    data.mkdir(parents=True)
    for name in ("links", "entities"):
        (data / f"{name}.parquet").touch()
    if model:
        (base / "runs" / run / "linked").mkdir(parents=True)
        (base / "runs" / run / "linked" / "model.json").touch()
    (base / "published" / "current.json").write_text(json.dumps({"run": run}))
    return data


@pytest.mark.parametrize("model", [True, False])
def test_a_run_is_found_from_the_store_or_from_its_own_folder(tmp_path: Path, model: bool) -> None:
    data = published(tmp_path, "r1", model=model)
    for start in (tmp_path, tmp_path / "published", tmp_path / "published" / "r1"):
        links, entities, kept = run_files(start)
        assert (links, entities) == (data / "links.parquet", data / "entities.parquet")
        assert (kept is not None) == model


def test_the_newest_run_is_meant_and_none_is_said(tmp_path: Path) -> None:
    published(tmp_path, "r1", model=True)
    data = published(tmp_path, "r2", model=False)
    assert run_files(tmp_path)[0] == data / "links.parquet"
    with pytest.raises(DoisoatError) as raised:
        run_files(tmp_path / "nothing")
    assert raised.value.code == "LINK-RUN"


def test_records_joined_outright_stand_for_each_other_and_others_for_themselves() -> None:
    a, b, c, d = (Record("s", key, "population.central") for key in "abcd")

    def row(one: Record, two: Record, *, exact: bool) -> Row:
        return Row(one, two, 9.0, 0.9, "link", "{}", exact)

    rows = (row(a, b, exact=True), row(a, c, exact=True), row(c, d, exact=False))
    found = Found("person", a, b, (a, b, c, d), {}, rows, None, LinkConfig())
    assert found.group(b) == found.group(c) == {a, b, c}
    assert found.group(d) == {d}
