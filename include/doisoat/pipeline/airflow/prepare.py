"""Bring Airflow's own database up to date and make the pools; safe to repeat, run before the components start."""

import sqlite3

from doisoat.pipeline.airflow.pools import POOLS


def _write_ahead(url: str) -> None:
    """Let readers and the writer of an SQLite file work side by side; the setting stays in the file."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///").partition("?")[0], timeout=60) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def prepare() -> None:
    """Migrate Airflow's tables, then create or update every pool."""
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


if __name__ == "__main__":
    prepare()
