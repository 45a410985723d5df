"""Bring Airflow's own database up to date and make the pools; safe to repeat, run before the components start.

Under the FAB auth manager it also makes the first administrator, with the password in DOISOAT_ADMIN_PASSWORD; an
existing one keeps the password it has.
"""

import os
import sqlite3

from doisoat.pipeline.airflow.keys import USER
from doisoat.pipeline.airflow.pools import POOLS


def _write_ahead(url: str) -> None:
    """Let readers and the writer of an SQLite file work side by side; the setting stays in the file."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///").partition("?")[0], timeout=60) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def _first_administrator(password: str) -> None:
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        manager = builder.sm
        if manager.find_user(username=USER) is None:
            manager.add_user(USER, "Quản trị", "Đối Soát", f"{USER}@localhost", manager.find_role("Admin"), password)


def _bucket(url: str) -> None:
    """Make the store's bucket when it is not there; folders make themselves."""
    from botocore.exceptions import ClientError

    from doisoat.store import S3Store, open_store

    store = open_store(url)
    if not isinstance(store, S3Store):
        return
    try:
        store.client.head_bucket(Bucket=store.bucket)
    except ClientError:
        store.client.create_bucket(Bucket=store.bucket)


def prepare() -> None:
    """Migrate Airflow's tables, create or update every pool, make the first administrator if there is none."""
    from airflow.configuration import conf
    from airflow.models.pool import Pool
    from airflow.utils import db
    from airflow.utils.session import create_session

    _write_ahead(conf.get("database", "sql_alchemy_conn"))
    db.upgradedb()
    with create_session() as session:
        for name, (slots, description) in POOLS.items():
            Pool.create_or_update_pool(
                name, slots=slots, description=description, include_deferred=False, session=session
            )
    if os.environ.get("DOISOAT_STORE", "").startswith("s3://"):
        _bucket(os.environ["DOISOAT_STORE"])
    password = os.environ.get("DOISOAT_ADMIN_PASSWORD")
    if password and conf.get("core", "auth_manager").endswith("FabAuthManager"):
        _first_administrator(password)


if __name__ == "__main__":
    prepare()
