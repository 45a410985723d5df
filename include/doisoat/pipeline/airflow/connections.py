"""Airflow's connections as the pipeline's: an entry of connections.yaml can be kept in Airflow instead.

The connection's extra may hold the whole entry (``{"kind": "s3", "bucket": …}``); otherwise its type says what it is.
Airflow masks a connection's password in logs; nothing of it goes into XCom.
"""

from typing import Any

_SQL = {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite", "mssql": "mssql", "oracle": "oracle"}
_S3 = {
    "bucket": "bucket",
    "bucket_name": "bucket",
    "prefix": "prefix",
    "endpoint_url": "endpoint_url",
    "region": "region",
    "region_name": "region",
}
"""Extras of an Airflow connection to S3 → ours."""


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
        keys = {"access_key": connection.login or None, "secret_key": connection.password or None}
        return {"kind": "s3", **keys, **{_S3[name]: value for name, value in extra.items() if name in _S3}}
    if kind in ("fs", "file"):
        return {"kind": "folder", "path": extra.get("path") or connection.schema or ""}
    # As Airflow's own hook: the host may be a whole address. A password without a login is a token.
    bare = connection.password if not connection.login else None
    token = bare or extra.get("token")
    whole = "://" in (connection.host or "")
    url = connection.host if whole else _url(connection.schema or "https", connection, {}, with_password=not bare)
    return {"kind": "http", "url": url, **({"token": token} if token else {})}


def _url(scheme: str, connection: Any, extra: dict[str, Any], *, with_password: bool = True) -> str:
    from sqlalchemy import URL

    if scheme == "sqlite":
        return f"sqlite:///{connection.host or connection.schema or ''}"
    return URL.create(
        scheme,
        connection.login or None,
        (connection.password or None) if with_password else None,
        connection.host or None,
        connection.port,
        connection.schema or None if scheme not in ("http", "https") else None,
        {name: str(value) for name, value in extra.items()},
    ).render_as_string(hide_password=False)
