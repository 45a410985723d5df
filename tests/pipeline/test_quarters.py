"""Provinces of one installation share nothing: neither store nor rows, model, prior runs, decisions, locks nor key."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, inspect, select

from doisoat.cli.main import main
from doisoat.migrations import upgrade
from doisoat.pipeline import owner, provinces, quarters, steps, tables, turns
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.ingest import plan_ingest
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.workspace import Workspace, open_workspace
from doisoat.store import StoreError, metadata, transaction
from doisoat.store.locks import held
from tests.support.services import TemporaryDatabase

LAM_DONG, NGHE_AN = ("68", "23122"), ("40", "17326")
REGISTERS = ["population"]


def head(folder: Path, code: str, commune: str = "23122") -> Path:
    (folder / "sources").mkdir(parents=True)
    (folder / "doisoat.yaml").write_text(f"province: '{code}'\nunits: ['{commune}']\nas_of: 2026-11-15\n", "utf-8")
    return folder


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    return {"DOISOAT_CONFIG": str(folder / "config"), "DOISOAT_VAR": str(folder / "var"), **more}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    for code, commune in (LAM_DONG, NGHE_AN):
        head(tmp_path / "config" / code, code, commune)
    return tmp_path


def test_where_each_lies(two: Path) -> None:
    s3 = "s3://b/p?endpoint_url=http://x:1"
    postgres = "postgresql+psycopg://u:p%40w@h/d?sslmode=require"
    found = {
        code: quarters.of(two / "config" / code, settings_of(two, DOISOAT_STORE=s3, DOISOAT_DATABASE=postgres))
        for code in ("68", "40")
    }
    assert found["68"].store == "s3://b/p/68?endpoint_url=http://x:1"
    assert found["68"].database == postgres
    assert [place.schema for place in found.values()] == ["province_68", "province_40"]
    plain = quarters.of(two / "config" / "68", settings_of(two))
    assert plain.store == str(two / "var" / "store" / "68")
    assert plain.database == f"sqlite:///{two}/var/doisoat-68.db"
    assert quarters.of(two / "config" / "68", settings_of(two, DOISOAT_STORE="file:///x/s")).store == "file:///x/s/68"
    assert set(quarters.every(settings_of(two))) == {"68", "40"}


def test_one_province_alone_keeps_the_addresses_of_the_settings(tmp_path: Path) -> None:
    head(tmp_path / "config", "68")
    for place in (quarters.of(None, settings_of(tmp_path)), quarters.of(tmp_path / "config", settings_of(tmp_path))):
        assert (place.code, place.schema) == (None, None)
        assert place.store == str(tmp_path / "var" / "store")
        assert place.database == f"sqlite:///{tmp_path}/var/doisoat.db"


def test_a_folder_is_a_province_by_whatever_path_it_is_reached(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = two / "elsewhere"
    shutil.move(two / "config" / "68", elsewhere)
    (two / "config" / "68").symlink_to(elsewhere)
    (two / "link").symlink_to(two / "config")
    monkeypatch.chdir(two)
    for path in (elsewhere, two / "link" / "68", Path("config/68"), Path("config/../config/40/../68/")):
        assert quarters.of(path, settings_of(two)).code == "68", path


def test_keys_are_apart_too(two: Path) -> None:
    made = [quarters.of(two / "config" / code, settings_of(two)).reference_key() for code in ("68", "40")]
    assert sorted(path.name for path in (two / "var").iterdir()) == ["reference-40.key", "reference-68.key"]
    given = settings_of(two, DOISOAT_REF_SECRET="s3cret")
    derived = [quarters.of(two / "config" / code, given).reference_key() for code in ("68", "40")]
    assert len({*made, *derived, "s3cret"}) == 5
    assert derived[0] == quarters.of(two / "config" / "68", given).reference_key()


def test_several_provinces_want_one_to_be_named(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for ask in (None, two / "config"):
        with pytest.raises(PipelineError) as caught:
            quarters.of(ask, settings_of(two))
        assert caught.value.code == "RUN-WHICH-PROVINCE"
        assert "40, 68" in str(caught.value)
    for name, value in settings_of(two).items():
        monkeypatch.setenv(name, value)
    assert quarters.of_run("68-2026-11-15-001").code == "68"  # type: ignore[union-attr]
    assert quarters.of_run("79-2026-11-15-001") is None
    assert quarters.of_run("../99") is None
    assert main(["reconcile"]) == 2
    shutil.rmtree(two / "config" / "40")
    assert quarters.of(None).code == "68"


def test_a_folder_cannot_be_one_province_and_several(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (two / "config" / "doisoat.yaml").write_text("province: '79'\nunits: ['26734']\n", "utf-8")
    for ask in (
        lambda: quarters.of(None, settings_of(two)),
        lambda: quarters.of(two / "config" / "68", settings_of(two)),
        lambda: provinces.configured(two / "config"),
    ):
        with pytest.raises(PipelineError) as caught:
            ask()
        assert caught.value.code == "RUN-AMBIGUOUS"
    assert main(["run", "--config", str(two / "config"), "--out", str(two / "out")]) == 2
    assert "RUN-" in capsys.readouterr().err


def test_a_folder_called_by_anothers_code_is_not_opened(two: Path) -> None:
    shutil.rmtree(two / "config" / "40")
    (two / "config" / "68").rename(two / "config" / "40")
    with pytest.raises(PipelineError, match="belongs to province 40"):
        open_workspace(two / "config" / "40", settings_of(two))
    assert not (two / "var").exists()


def test_a_place_named_by_hand_is_one_provinces(two: Path) -> None:
    """An output folder used again for another province; a store or a database two installations share."""
    mine = {"DOISOAT_CONFIG": "/nowhere", "DOISOAT_VAR": str(two / "out")}
    plan_ingest(open_workspace(two / "config" / "68", mine), None, None, None, "t")
    for shared in ({}, {"DOISOAT_DATABASE": f"sqlite:///{two}/other.db"}):
        with pytest.raises(PipelineError) as caught:
            open_workspace(two / "config" / "40", {**mine, **shared})
        assert caught.value.code == "RUN-OTHER-PROVINCE"
    workspace = open_workspace(two / "config" / "68", mine)
    note_run(workspace.engine, "68", "t2")
    with pytest.raises(PipelineError, match=r"doisoat\.db"):
        open_workspace(two / "config" / "40", {**mine, "DOISOAT_STORE": str(two / "other")})


def note_run(engine: Engine, code: str, trigger: str) -> None:
    with transaction(engine) as connection:
        connection.execute(
            insert(tables.run).values(
                id=f"{code}-2026-11-15-001",
                trigger=trigger,
                status="published",
                as_of="2026-11-15",
                inputs={},
                planned_at=datetime.now(UTC),
            )
        )


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a province's database."""
    with transaction(engine) as connection:
        there = set(inspect(connection).get_table_names())
        found = {}
        for table in metadata.sorted_tables:
            assert table.name in there
            found[table.name] = sorted(map(repr, connection.execute(select(table)).all()))
        return found  # type: ignore[return-value]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, two: Path) -> Iterator[dict[str, str]]:
    if request.param == "sqlite":
        yield settings_of(two)
    else:
        with TemporaryDatabase() as url:
            yield settings_of(two, DOISOAT_DATABASE=url)


def test_rows_locks_and_turns_are_apart(two: Path, database: dict[str, str]) -> None:
    def opened(code: str) -> Workspace:
        return open_workspace(two / "config" / code, database)

    one, other = opened("68"), opened("40")
    before = rows(other.engine)
    plan_ingest(one, None, None, None, "the same trigger")
    note_run(one.engine, "68", "doisoat_reconcile/manual__1")
    with held(one.engine, "publish", "68"):
        assert rows(other.engine) == before
        # The same names at the same moment: nobody waits for the other province, nobody sees its rows.
        with held(other.engine, "publish", "40"):
            plan_ingest(other, None, None, None, "the same trigger")
    for workspace in (one, other):
        assert turns.take(workspace.engine, "x", workspace.config.settings.province, lambda _: True) is None
    kept = rows(one.engine)
    note_run(other.engine, "40", "doisoat_reconcile/manual__1")
    assert rows(one.engine) == kept
    assert len(kept["run"]) == 1
    assert opened("68").engine.url == one.engine.url


def test_a_schema_made_by_many_at_once_is_made_once(two: Path) -> None:
    with TemporaryDatabase() as url:
        place = quarters.of(two / "config" / "68", settings_of(two, DOISOAT_DATABASE=url))
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: upgrade(place.open_database(), place.schema), range(4)))
        engine = place.open_database()
        assert "doisoat_version" in inspect(engine).get_table_names(schema="province_68")
        assert inspect(engine).get_table_names(schema="public") == []


def test_a_province_without_a_configuration_has_no_turn(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings_of(two).items():
        monkeypatch.setenv(name, value)
    assert steps.take_turn("68", "a", lambda _: True) is None
    assert steps.take_turn("40", "b", lambda _: True) is None
    assert steps.take_turn("68", "b", lambda _: True) == "a"
    assert steps.take_turn("../99", "b", lambda _: True) is None
    assert not list((two / "var").glob("*99*"))


def test_a_store_that_does_not_answer_is_not_taken_for_an_unclaimed_one() -> None:
    class Away:
        def get_bytes(self, _: str) -> bytes:
            raise StoreError("STO-UNREACHABLE", store="s", reason="r")

    with pytest.raises(StoreError):
        owner._of_store(Away())  # type: ignore[arg-type]


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.timeout(1800)
def test_two_provinces_are_reconciled_beside_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, commune in (LAM_DONG, NGHE_AN):
        synth = tmp_path / "synth" / code
        assert main(["synth", "--units", commune, "--people", "60", "--seed", "4", "--out", str(synth), "--quiet"]) == 0
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / code).symlink_to(synth / "config")
    settings = settings_of(tmp_path)
    store = tmp_path / "var" / "store"

    def run(code: str) -> str:
        workspace = open_workspace(tmp_path / "config" / code, settings)
        read = ingest(workspace, REGISTERS, None, None, lambda *_: None)
        return str(reconcile(workspace, REGISTERS, None, None, lambda *_: None, read).run)

    first = run("68")
    mine = open_workspace(tmp_path / "config" / "68", settings)
    before, kept = digest(store / "68"), rows(mine.engine)
    assert json.loads((store / "68" / "published" / "current.json").read_text())["run"] == first
    second = run("40")
    assert digest(store / "68") == before
    assert rows(mine.engine) == kept
    assert (first[:2], second[:2]) == ("68", "40")
    assert {path.name for path in store.iterdir()} == {"68", "40"}
    assert json.loads((store / "40" / "published" / "current.json").read_text())["run"] == second
    # Nothing of the first is what the second continues: no run before it, a model of its own, other sources.
    theirs = open_workspace(tmp_path / "config" / "40", settings)
    with transaction(theirs.engine) as connection:
        (found,) = connection.execute(select(tables.run)).mappings()
    assert found["prior"] is None
    assert not {name for name in found["inputs"] if "23122" in name}
    assert (store / "40" / "state" / "model.json").is_file()
    # A run's id says where it lies.
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["decide", "list", first]) == 0
    assert main(["decide", "list", second]) == 0
    assert main(["decide", "list", "current"]) == 2
    assert main(["decide", "list", "current", "--config", str(tmp_path / "config" / "40")]) == 0
