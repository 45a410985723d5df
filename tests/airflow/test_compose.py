"""docker-compose.yaml: valid by the compose specification, closed to the outside, no secret with a default."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from doisoat.paths import ROOT
from doisoat.pipeline.airflow import doctor
from doisoat.pipeline.airflow.settings import PRELOADED, Places

FILE = ROOT / "docker-compose.yaml"
AIRFLOW = {"api-server", "scheduler", "dag-processor", "triggerer", "worker", "init"}
OPTIONAL = {"DOISOAT_BASE_URL", "DOISOAT_WORKERS", "DOISOAT_INGEST_AT", "DOISOAT_CUTOFF_AT", "DOISOAT_PORT"}
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z0-9_]+)(:[?-])?")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def test_it_follows_the_compose_specification() -> None:
    command = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(FILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_services_are_these(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == AIRFLOW | {"postgres", "redis", "s3"}
    assert compose["services"]["s3"]["image"].startswith("chrislusf/seaweedfs:")


def test_every_service_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "healthcheck" not in service} == {"init"}


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    assert all(re.search(r":\d", image) for image in images), images


def test_only_the_user_interface_is_published_and_only_on_loopback(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert set(ports) == {"api-server"}
    assert all(str(port).startswith("127.0.0.1:") for port in ports["api-server"])


def test_databases_broker_and_store_are_on_a_closed_network(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis", "s3"):
        assert compose["services"][name]["networks"] == ["inside"]


def test_every_secret_is_asked_for_by_name_and_has_no_default() -> None:
    used = dict(VARIABLE.findall(FILE.read_text(encoding="utf-8")))
    assert {name for name, kind in used.items() if kind != ":?"} == OPTIONAL
    assert len(used) > len(OPTIONAL) + 8


def test_the_example_lists_every_variable_and_gives_none_a_value() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = {line.removeprefix("# ").partition("=")[0]: line for line in lines if re.match(r"(# )?[A-Z0-9_]+=", line)}
    assert set(listed) == set(dict(VARIABLE.findall(FILE.read_text(encoding="utf-8"))))
    filled = re.compile(r"[A-Z0-9_]+=\s*[^\s#]")
    given = {name for name, line in listed.items() if filled.match(line)}
    assert given == set()
    assert "\n.env\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_containers_of_airflow_have_no_privileges(compose: dict[str, Any]) -> None:
    for name in AIRFLOW:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert re.search(r"^USER doisoat$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_the_worker_alone_preloads(compose: dict[str, Any]) -> None:
    name = "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG"
    environments = {service: compose["services"][service].get("environment", {}) for service in AIRFLOW}
    assert {service for service, environment in environments.items() if name in environment} == {"worker"}
    assert json.loads(environments["worker"][name]) == {"imports": [PRELOADED]}


def test_the_doctor_would_let_it_start(compose: dict[str, Any], tmp_path: Path) -> None:
    settings = compose["services"]["worker"]["environment"]
    environment = {name: re.sub(r"\$\{[^}]*\}", "x7" * 40, str(value)) for name, value in settings.items()}
    places = Places(tmp_path, tmp_path, str(tmp_path / "store"), environment["DOISOAT_DATABASE"], tmp_path)
    found = {item.check for item in doctor.examine(places, environment=environment) if item.refuses}
    # No database server and no configuration in this test; nothing of the settings is refused.
    assert found <= {"database", "configuration"}
