"""Published reports inside Airflow's user interface.

Closed by default: every route asks ``reader``, which admits only who may read the DAG ``doisoat_reconcile``. Were
Airflow's security module to move, importing this module fails and nothing is served. Only published runs are shown:
a run is published when its manifest is there. Of a published run only the folder ``report/`` is served, under the same
names as in the store, so that the report's links lead somewhere here too; ``data/`` holds personal data and is not.
"""

import html
import json
import re
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import inspect, select

from doisoat.pipeline import tables
from doisoat.pipeline.workspace import setting
from doisoat.store import ObjectStore, StoreError, open_database, open_store, transaction

DAG = "doisoat_reconcile"
CURRENT = "published/current.json"
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\.(html|csv)")
_TYPES = {"html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def reader(user: Annotated[Any, Depends(get_user)]) -> None:
    """Admit only who may read the reconcile DAG (raises 401 by ``get_user``, 403 here)."""
    if not get_auth_manager().is_authorized_dag(method="GET", details=DagDetails(id=DAG), user=user):
        raise HTTPException(403, "not allowed to read reports")


def _store() -> ObjectStore:
    return open_store(setting("DOISOAT_STORE"))


def _published(store: ObjectStore, run: str) -> str:
    if not _RUN.fullmatch(run) or not store.exists(f"published/{run}/manifest.json"):
        raise HTTPException(404, "no such published run")
    return f"published/{run}"


def _to(request: Request, run: str) -> RedirectResponse:
    """Lead to the report's own folder, from where its relative links work."""
    _published(_store(), run)
    # Airflow's own router would be asked for a route of this name: the address is put together here.
    mounted = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{mounted}/published/{run}/report/index.html", 303, headers=_HEADERS)


def _nothing(vi: str, en: str) -> HTMLResponse:
    page = f"<!doctype html><meta charset=utf-8><title>Đối Soát</title><p>{html.escape(vi)}</p><p>{html.escape(en)}</p>"
    return HTMLResponse(page, status_code=404, headers=_HEADERS)


def current(request: Request) -> Response:
    """Lead to the quality report of the newest published run."""
    try:
        run = json.loads(_store().get_bytes(CURRENT))["run"]
    except StoreError:
        return _nothing("Chưa có lần chạy nào được công bố.", "No run has been published yet.")
    return _to(request, run)


def report(request: Request, run: str) -> Response:
    """Lead to the quality report of one published run."""
    return _to(request, run)


def of_run(run: str, name: str) -> Response:
    """A file of one published run's report: the page, or a table it links to."""
    store = _store()
    key = f"{_published(store, run)}/report/{name}"
    if not _FILE.fullmatch(name) or not store.exists(key):
        raise HTTPException(404, "no such file of the report")
    kind = name.rpartition(".")[2]
    saved = {"Content-Disposition": f'attachment; filename="{run}-{name}"'} if kind != "html" else {}
    return Response(store.get_bytes(key), media_type=_TYPES[kind], headers={**_HEADERS, **saved})


def summary(run: str) -> Response:
    """Figures of one published run, as its manifest holds them."""
    store = _store()
    manifest = json.loads(store.get_bytes(f"{_published(store, run)}/manifest.json"))
    return JSONResponse(manifest["summary"], headers=_HEADERS)


def of_dag_run(request: Request, dag_id: str, run_id: str) -> Response:
    """Lead to the quality report of what an Airflow run published."""
    engine = open_database(setting("DOISOAT_DATABASE"))
    query = select(tables.run.c.id, tables.run.c.status).where(tables.run.c.trigger == f"{dag_id}/{run_id}")
    with transaction(engine) as connection:
        # Before the first run of a new installation there is no table yet.
        found = connection.execute(query).first() if inspect(connection).has_table("run") else None
    if found is None or found.status != "published":
        return _nothing("Lần chạy này chưa công bố báo cáo.", "This run has not published a report.")
    return _to(request, found.id)


async def _to_login(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    if status == 401 and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(get_auth_manager().get_url_login(next_url=str(request.url)), status_code=303)
    return JSONResponse({"detail": getattr(error, "detail", "error")}, status_code=status, headers=_HEADERS)


def create_app() -> FastAPI:
    """The application Airflow mounts; every route of it asks ``reader`` first."""
    app = FastAPI(title="Đối Soát", dependencies=[Depends(reader)], docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/report", current, methods=["GET"])
    app.add_api_route("/report/{run}", report, methods=["GET"])
    app.add_api_route("/report/{run}/summary.json", summary, methods=["GET"])
    app.add_api_route("/published/{run}/report/{name}", of_run, methods=["GET"])
    app.add_api_route("/dag-run/{dag_id}/{run_id:path}", of_dag_run, methods=["GET"])
    app.add_exception_handler(401, _to_login)
    return app
