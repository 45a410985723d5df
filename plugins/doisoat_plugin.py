"""Registers Đối Soát with Airflow: the published reports, their places in the menu, the listener."""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from doisoat.pipeline.airflow import listener
from doisoat.pipeline.airflow.lazyapp import LazyApp


def _reports() -> Any:
    from doisoat.pipeline.airflow.views import create_app

    return create_app()


class DoisoatPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "doisoat"
    fastapi_apps = [{"app": LazyApp(_reports), "url_prefix": "/doisoat", "name": "doisoat"}]
    listeners = [listener]
    external_views = [
        {
            "name": "Báo cáo chất lượng",
            "href": "/doisoat/report",
            "url_route": "doisoat-report",
            "destination": "nav",
            "category": "browse",
        },
    ]
