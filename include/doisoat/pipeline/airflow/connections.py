"""Airflow's connections as the pipeline's: an entry of connections.yaml can be kept in Airflow instead.

The connection's extra may hold the whole entry (``{"kind": "s3", "bucket": …}``); otherwise its type says what it is.
Airflow masks a connection's password in logs; nothing of it goes into XCom.
"""

from typing import Any

_SQL = {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite", "mssql": "mssql", "oracle": "oracle"}


def connection_of_airflow(identifier: str) -> dict[str, Any] | None:
    """Return the entry for ``identifier`` if Airflow has a connection of that id, else None."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = Connection.get(identifier)
    except AirflowNotFoundException:
        return None
    return entry_of(found)


def entry_of(connection: Any) -> dict[str, Any]:
    """Translate an Airflow connection into an entry of connections.yaml."""
    extra = dict(connection.extra_dejson or {})
    if "kind" in extra:
        return extra
    kind = connection.conn_type
    if kind in _SQL:
        return {"kind": "sql", "url": _url(_SQL[kind], connection, extra)}
    if kind in ("aws", "s3"):
        return {"kind": "s3", "access_key": connection.login, "secret_key": connection.password, **extra}
    if kind in ("fs", "file"):
        return {"kind": "folder", "path": extra.get("path") or connection.schema or ""}
    return {"kind": "http", "url": _url(connection.schema or "https", connection, {})}


def _url(scheme: str, connection: Any, extra: dict[str, Any]) -> str:
    from sqlalchemy import URL

    if scheme == "sqlite":
        return f"sqlite:///{connection.host or connection.schema or ''}"
    return URL.create(
        scheme,
        connection.login or None,
        connection.password or None,
        connection.host or None,
        connection.port,
        connection.schema or None if scheme not in ("http", "https") else None,
        {name: str(value) for name, value in extra.items()},
    ).render_as_string(hide_password=False)
