"""Registers Đối Soát with Airflow: the published reports, their places in the menu, the listener."""

from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

from doisoat.pipeline.airflow import listener

try:
    from doisoat.pipeline.airflow.views import create_app

    apps = [{"app": create_app(), "url_prefix": "/doisoat", "name": "doisoat"}]
except ImportError:
    # Components other than the API server need not have it; and without Airflow's security nothing may be served.
    apps = []


class DoisoatPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "doisoat"
    fastapi_apps = apps
    listeners: ClassVar[list[Any]] = [listener]
    external_views: ClassVar[list[Any]] = [
        {
            "name": "Báo cáo chất lượng",
            "href": "/doisoat/report",
            "url_route": "doisoat-report",
            "destination": "nav",
            "category": "browse",
        },
        {
            "name": "Report",
            "href": "/doisoat/dag-run/{DAG_ID}/{RUN_ID}",
            "url_route": "doisoat-run-report",
            "destination": "dag_run",
        },
    ]
