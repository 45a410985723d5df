"""The doctor: one healthy patient, then one fault at a time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doisoat.cli.main import main
from doisoat.pipeline.airflow import control, doctor
from doisoat.pipeline.airflow.settings import PRELOADED, Places

LONG = "x7" * 40
AS_CONTAINER = """
import os, sys
from pathlib import Path
import encodings.utf_8_sig, yaml, doisoat.sources.connections
from doisoat.pipeline.airflow.doctor_files import readable
from doisoat.pipeline.airflow.patient import Patient
from doisoat.pipeline.airflow.settings import Places
os.setgroups([])
os.setgid(10001)
os.setuid(10001)
folder = Path(sys.argv[1])
places = Places(folder / "home", folder / "config", "", "", folder / "var")
print([finding.text for finding in readable(Patient(places, {}, False))])
"""
DEPLOYMENT = {
    "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://airflow@db/airflow",
    "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
    "AIRFLOW__CORE__FERNET_KEY": LONG,
    "AIRFLOW__API__SECRET_KEY": LONG,
    "AIRFLOW__API_AUTH__JWT_SECRET": LONG,
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
    "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": json.dumps({"imports": [PRELOADED]}),
    "DOISOAT_REF_SECRET": LONG,
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    config = tmp_path / "config"
    (config / "sources").mkdir(parents=True)
    (config / "doisoat.yaml").write_text('province: "68"\nunits: ["23122"]\nas_of: 2026-11-15\n')
    home = tmp_path / "home"
    home.mkdir()
    return Places(
        home=home,
        config=config,
        store=str(tmp_path / "store"),
        database=f"sqlite:///{tmp_path}/doisoat.db",
        var=tmp_path / "var",
    )


def refused(places: Places, environment: dict[str, str] | None = None, **options: object) -> dict[str, str]:
    found = doctor.examine(places, environment=environment or {}, **options)  # type: ignore[arg-type]
    return {finding.check: finding.text for finding in found if finding.refuses}


def test_the_embedded_defaults_are_healthy(places: Places) -> None:
    assert doctor.examine(places, environment={}) == []


def test_a_deployment_in_order_is_healthy(places: Places) -> None:
    server = Places(places.home, places.config, places.store, "postgresql+psycopg://root@127.0.0.1:9/none", places.var)
    found = refused(server, DEPLOYMENT)
    # There is no database server at that address; everything else is in order.
    assert set(found) == {"database"}
    assert "DOISOAT_DATABASE" in found["database"]


@pytest.mark.parametrize(
    ("change", "check", "word"),
    [
        ({"AIRFLOW__CORE__PARALLELISM": "32"}, "sqlite-parallelism", "database is locked"),
        ({"AIRFLOW__CORE__PARALLELISM": "many"}, "sqlite-parallelism", "between 1 and 8"),
        ({"AIRFLOW__CORE__PARALLELISM": "0"}, "sqlite-parallelism", "between 1 and 8"),
        ({"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////x/airflow.db"}, "sqlite-timeout", "?timeout=60"),
        ({"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////x/a.db?timeout=5"}, "sqlite-timeout", "20 s"),
        ({"AIRFLOW__API__HOST": "0.0.0.0"}, "authentication", "127.0.0.1"),
        ({"AIRFLOW__API__HOST": "10.1.2.3"}, "authentication", "FAB"),
        ({"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True"}, "authentication", "administrator"),
        ({"AIRFLOW__CORE__FERNET_KEY": ""}, "keys", "FERNET_KEY is empty"),
        ({"AIRFLOW__API__EXPOSE_CONFIG": "True"}, "exposed", "EXPOSE_CONFIG"),
        ({"AIRFLOW__CORE__TEST_CONNECTION": "Enabled"}, "exposed", "TEST_CONNECTION"),
        ({"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"}, "executor-database", "Postgres"),
    ],
)
def test_one_embedded_fault_at_a_time(places: Places, change: dict[str, str], check: str, word: str) -> None:
    found = refused(places, change, embedded=True)
    assert set(found) == {check}
    assert word in found[check]


@pytest.mark.parametrize(
    "name", ["AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"]
)
@pytest.mark.parametrize("value", [None, "", "changeme", "short"])
def test_a_deployment_needs_its_keys(places: Places, name: str, value: str | None) -> None:
    settings = {key: item for key, item in DEPLOYMENT.items() if key != name}
    if value is not None:
        settings[name] = value
    assert name in refused(places, settings)["keys"]


def test_a_deployment_needs_one_reference_secret(places: Places) -> None:
    settings = {**DEPLOYMENT, "DOISOAT_REF_SECRET": ""}
    assert "DOISOAT_REF_SECRET" in refused(places, settings)["keys"]


def test_a_deployment_needs_a_server_for_our_own_tables(places: Places) -> None:
    assert "DOISOAT_DATABASE" in refused(places, DEPLOYMENT)["executor-database"]


@pytest.mark.parametrize(("installed", "refuses"), [("5.7.0", True), ("6.0.1", True), ("5.6.3", False)])
def test_celery_that_cannot_be_imported(
    places: Places, monkeypatch: pytest.MonkeyPatch, installed: str, refuses: bool
) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: installed if name == "celery" else doctor.TESTED_AIRFLOW)
    assert ("celery" in refused(places, DEPLOYMENT)) is refuses
    # Without CeleryExecutor it is only worth a word.
    assert "celery" not in refused(places)
    assert any(item.check == "celery" for item in doctor.examine(places, environment={})) is refuses


@pytest.mark.parametrize("name", ["keys.json", "passwords.json", "airflow.cfg", "airflow.db"])
def test_files_others_can_read(places: Places, name: str) -> None:
    path = places.home / name
    path.write_text("{}")
    path.chmod(0o640)
    assert f"chmod 600 {path}" in refused(places)["private-files"]
    path.chmod(0o600)
    assert refused(places) == {}


@pytest.mark.parametrize(
    ("entry", "refuses"),
    [
        ('{kind: sql, url: "postgresql://reader:geheim@db/x"}', True),
        ('{kind: s3, bucket: b, access_key: a, secret_key: "abc"}', True),
        ('{kind: s3, bucket: b, access_key: a, secret_key: "${S3_SECRET}"}', False),
        ("{kind: folder, path: ../files}", False),
    ],
)
def test_connections_with_passwords_must_be_private(places: Places, entry: str, refuses: bool) -> None:
    path = places.config / "connections.yaml"
    path.write_text(f"one: {entry}\n")
    path.chmod(0o644)
    assert ("private-files" in refused(places)) is refuses


def test_in_a_deployment_a_group_may_read_the_connections(places: Places) -> None:
    server = Places(places.home, places.config, places.store, "postgresql+psycopg://root@127.0.0.1:9/none", places.var)
    path = places.config / "connections.yaml"
    path.write_text("one: {kind: s3, bucket: b, access_key: a, secret_key: abc}\n")
    path.chmod(0o640)
    assert "private-files" not in refused(server, DEPLOYMENT)
    path.chmod(0o644)
    assert f"chmod o= {path}" in refused(server, DEPLOYMENT)["private-files"]


@pytest.mark.parametrize("name", ["var", "store", "doisoat.db"])
def test_registers_rows_others_can_read(places: Places, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir(mode=0o755) if name != "doisoat.db" else path.touch(0o644)
    path.chmod(0o755)
    assert str(path) in refused(places)["private-files"]
    path.chmod(0o700)
    assert "private-files" not in refused(places)


def test_a_private_folder_hides_what_lies_in_it(places: Places) -> None:
    inside = Places(places.home, places.config, str(places.var / "store"), places.database, places.var)
    (places.var / "store").mkdir(parents=True)
    (places.var / "store").chmod(0o755)
    places.var.chmod(0o700)
    assert "private-files" not in refused(inside)
    places.var.chmod(0o755)
    assert "private-files" in refused(inside)
    control.close_to_others(inside)
    assert "private-files" not in refused(inside)


def _as_container(folder: Path) -> str:
    asked = subprocess.run([sys.executable, "-c", AS_CONTAINER, str(folder)], capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def test_folders_the_user_cannot_read_are_named(places: Places, tmp_path: Path) -> None:
    (places.config / "connections.yaml").write_text("books: {kind: folder, path: ../drop}\n")
    (places.config / "connections.yaml").chmod(0o600)
    assert any(
        f"There is no folder {tmp_path / 'drop'}" in item.text for item in doctor.examine(places, environment={})
    )
    (tmp_path / "drop").mkdir(mode=0o700)
    (tmp_path / "drop" / "a.xlsx").write_bytes(b"x")
    assert doctor.examine(places, environment={}) == []
    if os.getuid() == 0:  # root reads everything: ask as the container's user
        for path in (tmp_path, *tmp_path.parents):
            if path == tmp_path or path.name.startswith(("pytest", "popen")):
                path.chmod(0o755)
        assert f"{places.config} cannot be read" in _as_container(tmp_path)
        for path in (places.config, *places.config.iterdir()):
            path.chmod(0o755)
        assert f"{tmp_path / 'drop'} cannot be read by user 10001" in _as_container(tmp_path)
    else:
        (tmp_path / "drop" / "a.xlsx").chmod(0)
        assert "a.xlsx" in refused(places)["readable"]


def test_a_suite_that_would_show_values(places: Places, tmp_path: Path) -> None:
    suites = tmp_path / "expectations"
    suites.mkdir()
    kwargs: dict[str, object] = {"column": "full_name"}
    suite = {"name": "x", "expectations": [{"type": "expect_column_values_to_not_be_null", "kwargs": kwargs}]}
    path = suites / "x.json"
    path.write_text(json.dumps(suite))
    assert refused(places, expectations=suites) == {}
    for form in ("COMPLETE", {"result_format": "COMPLETE"}, {"exclude_unexpected_values": False}):
        kwargs["result_format"] = form
        path.write_text(json.dumps(suite))
        assert "exclude_unexpected_values" in refused(places, expectations=suites)["expectations"]
    kwargs["result_format"] = {"result_format": "COMPLETE", "exclude_unexpected_values": True}
    path.write_text(json.dumps(suite))
    assert refused(places, expectations=suites) == {}
    path.write_text("{")
    assert "not valid JSON" in refused(places, expectations=suites)["expectations"]


def test_a_store_that_cannot_be_written_to(places: Places, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = Places(places.home, places.config, str(tmp_path / "file" / "store"), places.database, places.var)
    assert f"{tmp_path / 'file' / 'store'} cannot be used (Not a directory)" in refused(blocked)["store"]
    odd = Places(places.home, places.config, "ftp://x/y", places.database, places.var)
    assert "ftp" in refused(odd)["store"]


@pytest.mark.parametrize("url", ["sqlite:////dev/null/x.db", "not a url"])
def test_a_database_that_cannot_be_written_to(places: Places, url: str) -> None:
    blocked = Places(places.home, places.config, places.store, url, places.var)
    assert "DOISOAT_DATABASE" in refused(blocked)["database"]


def test_the_database_is_left_as_it_was(places: Places, tmp_path: Path) -> None:
    import sqlite3

    refused(places)
    with sqlite3.connect(tmp_path / "doisoat.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_configuration_with_a_fault_is_named(places: Places) -> None:
    (places.config / "doisoat.yaml").write_text('province: "68"\nunits: 3\nas_of: 2026-11-15\n')
    assert "units" in refused(places)["configuration"]
    (places.config / "doisoat.yaml").unlink()
    assert "DOISOAT_CONFIG" in refused(places)["configuration"]


@pytest.mark.parametrize(
    "change", [{"AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "5"}, {"AIRFLOW__SCHEDULER__MP_START_METHOD": "spawn"}]
)
def test_slow_settings_are_advice_only(places: Places, change: dict[str, str]) -> None:
    found = doctor.examine(places, environment=change)
    assert [(item.check, item.refuses) for item in found] == [("slow-tasks", False)]


def test_the_command_exits_0_or_2(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in places.environment().items():
        if name != "DOISOAT_HOME":
            monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 0
    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "32")
    assert main(["doctor"]) == 2
    assert "REFUSED  sqlite-parallelism" in capsys.readouterr().out


def test_every_province_is_looked_at(places: Places, tmp_path: Path) -> None:
    (places.config / "doisoat.yaml").unlink()
    for code, named in (("68", "68"), ("40", "40"), ("79", "01")):
        (places.config / code / "sources").mkdir(parents=True)
        (places.config / code / "doisoat.yaml").write_text(
            f'province: "{named}"\nunits: ["23122"]\nas_of: 2026-11-15\n'
        )
    found = refused(places)
    assert set(found) == {"configuration"}
    assert "79 is for province 01" in found["configuration"]
    shutil.rmtree(places.config / "79")
    assert refused(places) == {}
    assert {path.name for path in (tmp_path / "store").iterdir()} == {"68", "40"}
    shutil.rmtree(tmp_path / "store" / "40")
    (tmp_path / "store" / "40").write_text("in the way")
    assert "40" in refused(places)["store"]
    (places.config / "doisoat.yaml").write_text('province: "68"\nunits: ["23122"]\nas_of: 2026-11-15\n')
    assert "of its own" in refused(places)["configuration"]
