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
OPTIONAL = {
    *("DOISOAT_BASE_URL", "DOISOAT_PORT", "DOISOAT_DROP_DIR", "DOISOAT_GID"),
    *("DOISOAT_WORKERS", "DOISOAT_WORKER_MEMORY", "DOISOAT_MEMORY", "DOISOAT_THREADS"),
    *("DOISOAT_INGEST_AT", "DOISOAT_CUTOFF_AT", "DOISOAT_CUTOFF_HOURS"),
}
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


def test_images_are_pinned_to_one_release(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    images |= set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    exact = re.compile(r":\d+\.\d+(\.\d+)?(-[a-z-]+)?$")
    assert all(exact.search(image) for image in images), images
    # Postgres and SeaweedFS name their releases with two numbers, the others with three.
    assert all(image.count(".") == 2 for image in images if "postgres" not in image and "seaweedfs" not in image)


def test_every_container_buries_its_dead_and_has_a_limit_of_memory(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["init"] is True, name
        assert re.fullmatch(r"(\$\{[A-Z_]+:-)?\d+[mg]\}?", service["mem_limit"]), name


def test_the_database_is_well_only_when_it_answers_over_tcp(compose: dict[str, Any]) -> None:
    # While the databases are being made the server answers on its socket, and is ended again afterwards.
    assert "-h" in compose["services"]["postgres"]["healthcheck"]["test"]


def test_the_broker_does_not_run_as_root_and_hides_its_password(compose: dict[str, Any]) -> None:
    redis = compose["services"]["redis"]
    assert redis["user"] == "redis"
    assert not any("PASSWORD" in part or "AUTH" in part for part in redis["command"])


def test_health_checks_are_cheap(compose: dict[str, Any]) -> None:
    # `airflow …` and an application of Airflow's take 4-5 s of CPU to import, each time.
    for name, service in compose["services"].items():
        command = " ".join(service.get("healthcheck", {}).get("test", []))
        assert "airflow jobs" not in command, name
        assert "--app" not in command, name


def test_sources_reach_the_worker(compose: dict[str, Any]) -> None:
    worker = compose["services"]["worker"]
    assert worker["env_file"] == [{"path": "./connections.env", "required": False}]
    assert any(str(volume).endswith(f":{worker['environment']['DOISOAT_DROP']}:ro") for volume in worker["volumes"])
    assert worker["group_add"] == ["${DOISOAT_GID:-10001}"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "connections.env", "drop/"} <= set(ignored)


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


def test_a_line_of_the_example_can_be_uncommented_as_it_stands() -> None:
    """Compose takes all behind the sign of equality as the value, a remark included."""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if re.match(r"# [A-Z0-9_]+=", line):
            name, _, value = line.removeprefix("# ").partition("=")
            assert value, line
            assert value == value.strip(), line
            assert not re.search(r"\s#|\s\(|;", value), line
            if name.endswith("_AT"):
                assert re.fullmatch(r"(\S+ ){4}\S+", value), line


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
