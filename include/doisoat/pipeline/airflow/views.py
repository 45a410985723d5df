"""Published reports inside Airflow's user interface.

Closed by default: every route asks ``reader``, which admits only who may read the DAG ``doisoat_reconcile``. Were
Airflow's security module to move, importing this module fails and nothing is served. Only published runs are shown:
a run is published when its manifest is there. Of a published run only the folder ``report/`` is served, under the same
names as in the store, so that the report's links lead somewhere here too; ``data/`` holds personal data and is not.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import inspect, select

from doisoat.gazetteer import Gazetteer
from doisoat.pipeline import quarters, tables
from doisoat.registers.messages import text
from doisoat.runs import RunFiles
from doisoat.runs.files import Published
from doisoat.runs.local import current_run
from doisoat.store import ObjectStore, StoreError, transaction

DAG = "doisoat_reconcile"
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


def _store_of(run: str) -> ObjectStore:
    """The store of the province whose run it is, by the code the run's id begins with."""
    place = quarters.of_run(run) if _RUN.fullmatch(run) else None
    if place is None:
        raise HTTPException(404, "no such published run")
    return place.open_store()


def _published(store: ObjectStore, run: str) -> Published:
    published = RunFiles(run).published
    if not _RUN.fullmatch(run) or not store.exists(published.manifest):
        raise HTTPException(404, "no such published run")
    return published


def _address(request: Request, run: str) -> str:
    # Airflow's own router would be asked for a route of this name: the address is put together here.
    mounted = request.scope.get("root_path", "").rstrip("/")
    return f"{mounted}/{RunFiles(run).published.page}"


def _to(request: Request, run: str) -> RedirectResponse:
    """Lead to the report's own folder, from where its relative links work."""
    _published(_store_of(run), run)
    return RedirectResponse(_address(request, run), 303, headers=_HEADERS)


def _page(*paragraphs: str, status: int = 200) -> HTMLResponse:
    """A page of paragraphs that are HTML already."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Đối Soát</title>"
    return HTMLResponse(head + body, status_code=status, headers=_HEADERS)


def _nothing(vi: str, en: str) -> HTMLResponse:
    return _page(html.escape(vi), html.escape(en), status=404)


def _current(place: quarters.Quarters) -> str | None:
    """The newest published run of a province, or None."""
    try:
        return current_run(place.open_store())
    except StoreError as error:
        if error.heals:
            raise
        return None


def current(request: Request) -> Response:
    """Lead to the quality report of the newest published run; with several provinces, list that of each."""
    places = quarters.every()
    if any(place.code for place in places.values()):
        return _page("Báo cáo chất lượng của các tỉnh / Quality reports by province", *_listed(request, places))
    run = _current(next(iter(places.values()), quarters.shared()))
    if run is None:
        return _nothing("Chưa có lần chạy nào được công bố.", "No run has been published yet.")
    return _to(request, run)


def _listed(request: Request, places: dict[str, quarters.Quarters]) -> Iterator[str]:
    for code, place in places.items():
        name = html.escape(f"{Gazetteer.load().province_name(code)} ({code})")
        try:
            run = _current(place)
        except StoreError as error:  # one province's trouble hides no other's report
            yield f"{name}: {html.escape(text(error.code, error.fields, 'vi'))}"
            continue
        if run is None:
            yield f"{name}: chưa có lần chạy nào được công bố / nothing published yet"
        else:
            yield f'<a href="{html.escape(_address(request, run))}">{name}</a>: {html.escape(run)}'


def report(request: Request, run: str) -> Response:
    """Lead to the quality report of one published run."""
    return _to(request, run)


def of_run(run: str, name: str) -> Response:
    """A file of one published run's report: the page, or a table it links to."""
    store = _store_of(run)
    key = _published(store, run).report_file(name)
    if not _FILE.fullmatch(name) or not store.exists(key):
        raise HTTPException(404, "no such file of the report")
    kind = name.rpartition(".")[2]
    saved = {"Content-Disposition": f'attachment; filename="{run}-{name}"'} if kind != "html" else {}
    return Response(store.get_bytes(key), media_type=_TYPES[kind], headers={**_HEADERS, **saved})


def summary(run: str) -> Response:
    """Figures of one published run, as its manifest holds them."""
    store = _store_of(run)
    manifest = json.loads(store.get_bytes(_published(store, run).manifest))
    return JSONResponse(manifest["summary"], headers=_HEADERS)


def of_dag_run(request: Request, dag_id: str, run_id: str) -> Response:
    """Lead to the quality report of what an Airflow run published, of whichever province it was."""
    for place in quarters.every().values() or [quarters.shared()]:
        run = _run_of(place, f"{dag_id}/{run_id}")
        if run is not None:
            return _to(request, run)
    return _nothing("Lần chạy này chưa công bố báo cáo.", "This run has not published a report.")


def _run_of(place: quarters.Quarters, trigger: str) -> str | None:
    """The run of a province that ``trigger`` asked for, when it was published."""
    query = select(tables.run.c.id).where(tables.run.c.trigger == trigger, tables.run.c.status == "published")
    with transaction(place.open_database()) as connection:
        # Before the first run of a new installation there is no table yet.
        return connection.execute(query).scalar() if inspect(connection).has_table("run") else None


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
    app.add_api_route("/" + RunFiles("{run}").published.report_file("{name}"), of_run, methods=["GET"])
    app.add_api_route("/dag-run/{dag_id}/{run_id:path}", of_dag_run, methods=["GET"])
    app.add_exception_handler(401, _to_login)
    return app
