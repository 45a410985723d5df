"""Addresses are spelt in one place, and every way to name a published run leads to the same files."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from doisoat.errors import DoisoatError
from doisoat.runs import RunFiles, files
from doisoat.runs.local import current_run, find_run, published_data, run_in_store
from doisoat.store import LocalStore

PACKAGE = Path(files.__file__).parents[1]
FOLDERS = ("landing", "standardised", "validated", "linked", "linking", "compared", "published", "runs", "state")
_ADDRESS = re.compile(
    rf"(^|/)({'|'.join(FOLDERS)})/|(^|/)(current|manifest|province|report|model)\.json(\.|$)|(^|/)(data|report|worklists)/[a-z_$]*\.\w"
)


def _addresses(source: str) -> Iterator[str]:
    """Texts of a module that are part of an address, its documentation apart."""
    tree = ast.parse(source)
    told = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told and _ADDRESS.search(text):
                yield f"line {node.lineno}: {text!r}"
            case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str(name))) if name in FOLDERS:
                yield f"line {node.lineno}: / {name!r}"


def test_no_address_is_spelt_outside_the_room() -> None:
    found = {
        str(path.relative_to(PACKAGE)): spelt
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != Path(files.__file__) and (spelt := list(_addresses(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'x = f"{run}/linked/entities.parquet"',
        'x = root / "published"',
        'x = "published/current.json"',
        'x = folder / "manifest.json"',
        'x = f"published/{run}"',
        'x = "state/model.json"',
    ],
)
def test_an_address_is_seen(line: str) -> None:
    assert list(_addresses(line))


def test_addresses_are_those_of_the_documentation() -> None:
    of = RunFiles("68-2026-11-15-001")
    assert of.linked.entities == "runs/68-2026-11-15-001/linked/entities.parquet"
    assert of.linked.village("unlisted") == "runs/68-2026-11-15-001/linked/villages/unlisted.parquet"
    assert of.linking.pairs(2, 10) == "runs/68-2026-11-15-001/linking/pairs/00002-of-00010.parquet"
    assert of.compared_by("all") == "runs/68-2026-11-15-001/compared/all.parquet"
    assert of.published.worklist("23122") == "published/68-2026-11-15-001/worklists/23122.xlsx"
    assert of.published.worklist("") == "published/68-2026-11-15-001/worklists/khong_ro_xa.xlsx"
    assert of.published.page == "published/68-2026-11-15-001/report/index.html"
    assert files.CURRENT == "published/current.json"
    assert files.quality("i1", "land.commune.23122", "standardised/land.commune.23122/ab12") == (
        "quality/i1/land.commune.23122/ab12"
    )
    assert files.standardised("s", "ab").keys == "standardised/s/ab/keys.parquet"
    assert files.landed("s", "2026-11-15", "ab").manifest == "landing/s/2026-11-15/ab/manifest.json"


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    store = LocalStore(tmp_path / "store")
    for run in ("68-2026-11-14-001", "68-2026-11-15-001"):
        of = RunFiles(run)
        for key in (of.published.links, of.published.entities, of.linked.model):
            store.put_bytes(key, run.encode())
    store.put_bytes(files.CURRENT, json.dumps({"run": "68-2026-11-14-001"}).encode())
    return store


def test_a_run_is_found_by_every_name_of_it(store: LocalStore) -> None:
    current, newer = "68-2026-11-14-001", "68-2026-11-15-001"
    published = store.root / "published"
    for folder, run in (
        (store.root, current),
        (published, current),
        (published / current, current),
        (published / newer, newer),
        (published / newer / "data", newer),
    ):
        found = find_run(folder)
        assert (found.run, found.links.read_text(), found.decisions) == (run, run, None)
        assert found == run_in_store(store, run)
        assert found.model is not None
        assert found.model.read_text() == run
    assert current_run(store) == current
    assert published_data(store, newer, "links.parquet") == published / newer / "data" / "links.parquet"
    assert published_data(store, newer, "quality.parquet") is None
    assert published_data(store, None, "links.parquet") is None
    assert run_in_store(store, "68-2026-11-16-001") is None


@pytest.mark.parametrize("name", ["", "runs", "published/68-2026-11-15-001/report", "nowhere"])
def test_a_folder_that_is_no_run_is_refused_by_its_name(store: LocalStore, name: str) -> None:
    (store.root / files.CURRENT).unlink()
    with pytest.raises(DoisoatError) as refused:
        find_run(store.root / name)
    assert refused.value.code == "LINK-RUN"
    assert refused.value.fields["path"] == (store.root / name).name
