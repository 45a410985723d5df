"""The reports inside Airflow's user interface: closed by default, published runs only, nothing executable."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import insert

from doisoat.pipeline import tables
from doisoat.pipeline.airflow import views
from doisoat.store import metadata, open_database, transaction

RUN = "68-2026-11-15-001"
UNPUBLISHED = "68-2026-11-15-002"
ROUTES = [
    "/report",
    f"/report/{RUN}",
    f"/report/{RUN}/summary.json",
    f"/published/{RUN}/report/index.html",
    f"/published/{RUN}/report/sai-lech.csv",
    "/dag-run/doisoat_reconcile/manual__1",
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "store"
    for run in (RUN, UNPUBLISHED):
        (root / "published" / run / "report").mkdir(parents=True)
        (root / "published" / run / "data").mkdir()
        (root / "published" / run / "data" / "discrepancies.parquet").write_bytes(b"values")
        (root / "published" / run / "report" / "index.html").write_text(f"<p>Báo cáo {run}</p>")
        (root / "published" / run / "report" / "sai-lech.csv").write_text("commune,kind\n23122,value_differs\n")
    (root / "published" / RUN / "manifest.json").write_text(json.dumps({"summary": {"found": 3}}))
    (root / "published" / "current.json").write_text(json.dumps({"run": RUN}))
    monkeypatch.setenv("DOISOAT_STORE", str(root))
    monkeypatch.setenv("DOISOAT_DATABASE", f"sqlite:///{tmp_path}/doisoat.db")
    return root


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    manager = SimpleNamespace(
        is_authorized_dag=lambda method, details, user: method == "GET" and "reader" in user.roles,
        get_url_login=lambda next_url: f"/auth/login?next={next_url}",
    )
    monkeypatch.setattr(views, "get_auth_manager", lambda: manager)
    return views.create_app()


def client_of(app: FastAPI, *roles: str) -> TestClient:
    app.dependency_overrides[get_user] = lambda: SimpleNamespace(roles=roles)
    return TestClient(app)


@pytest.fixture
def anonymous(app: FastAPI) -> TestClient:
    def nobody() -> None:
        raise HTTPException(401, "Not authenticated")

    app.dependency_overrides[get_user] = nobody
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def known_run(tmp_path: Path) -> Iterator[None]:
    engine = open_database(f"sqlite:///{tmp_path}/doisoat.db")
    metadata.create_all(engine, tables=[tables.run])
    with transaction(engine) as connection:
        for run, status, number in ((RUN, "published", 1), (UNPUBLISHED, "planned", 2)):
            connection.execute(
                insert(tables.run).values(
                    id=run,
                    trigger=f"doisoat_reconcile/manual__{number}",
                    status=status,
                    as_of="2026-11-15",
                    inputs={},
                    planned_at=datetime.now(UTC),
                )
            )
    yield
    engine.dispose()


def test_every_route_is_in_this_test(app: FastAPI) -> None:
    assert {route.path for route in app.routes} == {  # type: ignore[attr-defined]
        "/report",
        "/report/{run}",
        "/report/{run}/summary.json",
        "/published/{run}/report/{name}",
        "/dag-run/{dag_id}/{run_id:path}",
    }


@pytest.mark.parametrize("route", ROUTES)
def test_anonymous_callers_are_refused(anonymous: TestClient, route: str) -> None:
    assert anonymous.get(route).status_code == 401
    page = anonymous.get(route, headers={"accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"].startswith("/auth/login?next=")


@pytest.mark.parametrize("route", ROUTES)
def test_a_user_without_the_right_to_read_the_dag_is_refused(app: FastAPI, route: str) -> None:
    assert client_of(app, "officer").get(route).status_code == 403


def test_the_newest_report_is_served_without_a_way_to_run_scripts(app: FastAPI) -> None:
    answer = client_of(app, "reader").get("/report")
    assert answer.status_code == 200
    assert f"Báo cáo {RUN}" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("mount", ["", "/airflow/doisoat"])
def test_links_of_the_report_lead_somewhere_wherever_it_is_mounted(app: FastAPI, mount: str) -> None:
    outside = FastAPI()
    outside.mount(mount or "/x", app, name="doisoat")
    client_of(app, "reader")
    page = TestClient(outside).get(f"{mount or '/x'}/report")
    assert str(page.url).endswith(f"{mount or '/x'}/published/{RUN}/report/index.html")
    table = TestClient(outside).get(str(page.url.join("sai-lech.csv")))
    assert table.status_code == 200
    assert table.headers["content-disposition"] == f'attachment; filename="{RUN}-sai-lech.csv"'
    assert "23122" in table.text


@pytest.mark.parametrize(
    "name", ["../data/discrepancies.parquet", "%2e%2e%2fdata%2fdiscrepancies.parquet", "manifest.json"]
)
def test_nothing_but_the_report_is_served(app: FastAPI, name: str) -> None:
    answer = client_of(app, "reader").get(f"/published/{RUN}/report/{name}")
    assert answer.status_code == 404
    assert "values" not in answer.text


def test_figures_of_a_run(app: FastAPI) -> None:
    assert client_of(app, "reader").get(f"/report/{RUN}/summary.json").json() == {"found": 3}


@pytest.mark.parametrize("run", [UNPUBLISHED, "68-2026-11-15-099", "..", "%2e%2e%2fstate", "a" * 65, ".hidden"])
def test_what_is_not_published_is_not_served(app: FastAPI, run: str) -> None:
    answer = client_of(app, "reader").get(f"/report/{run}")
    assert answer.status_code == 404
    assert "Báo cáo" not in answer.text


def test_nothing_published_yet(app: FastAPI, store: Path) -> None:
    (store / "published" / "current.json").unlink()
    answer = client_of(app, "reader").get("/report")
    assert answer.status_code == 404
    assert "Chưa có lần chạy nào" in answer.text


@pytest.mark.usefixtures("known_run")
@pytest.mark.parametrize(("number", "status"), [(1, 200), (2, 404), (3, 404)])
def test_the_report_of_an_airflow_run(app: FastAPI, number: int, status: int) -> None:
    answer = client_of(app, "reader").get(f"/dag-run/doisoat_reconcile/manual__{number}")
    assert answer.status_code == status
    assert (f"Báo cáo {RUN}" in answer.text) is (status == 200)


def test_the_report_of_an_airflow_run_before_the_first_run(app: FastAPI) -> None:
    assert client_of(app, "reader").get("/dag-run/doisoat_reconcile/manual__1").status_code == 404


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of three provinces, two of which have published a run each."""
    monkeypatch.setenv("DOISOAT_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("DOISOAT_STORE", str(tmp_path / "stores"))
    monkeypatch.setenv("DOISOAT_DATABASE", f"sqlite:///{tmp_path}/two.db")
    for code in ("68", "40", "79"):
        (tmp_path / "config" / code).mkdir(parents=True)
        (tmp_path / "config" / code / "doisoat.yaml").write_text(f"province: '{code}'\nunits: []\n")
    for code in ("68", "40"):
        run = f"{code}-2026-11-15-001"
        folder = tmp_path / "stores" / code / "published"
        (folder / run / "report").mkdir(parents=True)
        (folder / run / "report" / "index.html").write_text(f"<p>Báo cáo {run}</p>")
        (folder / run / "manifest.json").write_text(json.dumps({"summary": {"found": int(code)}}))
        (folder / "current.json").write_text(json.dumps({"run": run}))
        engine = open_database(f"sqlite:///{tmp_path}/two-{code}.db")
        metadata.create_all(engine, tables=[tables.run])
        with transaction(engine) as connection:
            connection.execute(
                insert(tables.run).values(
                    id=run,
                    trigger=f"doisoat_reconcile/{code}",
                    status="published",
                    as_of="2026-11-15",
                    inputs={},
                    planned_at=datetime.now(UTC),
                )
            )
    return tmp_path


def test_a_run_of_several_provinces_is_found_by_its_id(
    two: Path, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOISOAT_STORE", str(two / "stores"))
    monkeypatch.setenv("DOISOAT_DATABASE", f"sqlite:///{two}/two.db")
    client = client_of(app, "reader")
    for code in ("68", "40"):
        run = f"{code}-2026-11-15-001"
        assert f"Báo cáo {run}" in client.get(f"/report/{run}").text
        assert client.get(f"/report/{run}/summary.json").json() == {"found": int(code)}
        assert f"Báo cáo {run}" in client.get(f"/dag-run/doisoat_reconcile/{code}").text
    for run in ("79-2026-11-15-001", "99-2026-11-15-001", "68", "../40-2026-11-15-001"):
        assert client.get(f"/report/{run}").status_code == 404
    assert client.get("/dag-run/doisoat_reconcile/79").status_code == 404


def test_without_a_run_each_province_is_listed(two: Path, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOISOAT_STORE", str(two / "stores"))
    (two / "stores" / "40" / "published" / "current.json").unlink()
    outside = FastAPI()
    outside.mount("/airflow/doisoat", app, name="doisoat")
    client_of(app, "reader")
    page = TestClient(outside).get("/airflow/doisoat/report")
    assert page.status_code == 200
    assert 'href="/airflow/doisoat/published/68-2026-11-15-001/report/index.html"' in page.text
    for said in ("Lâm Đồng (68)", "Nghệ An (40)", "Hồ Chí Minh (79)"):
        assert said in page.text
    assert page.text.count("chưa có lần chạy nào") == 2
    assert "script-src" not in page.headers["content-security-policy"]
