"""SQL databases: one SQLite file a connection, or one schema a connection in Postgres."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from doisoat_lab.synth.render.coders import CODERS
from doisoat_lab.synth.render.layout import Layout
from doisoat_lab.synth.render.physical import Block


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Database:
    """One connection's database; tables are made when their first rows come.

    Invariant: rows are committed block by block; a table exists even if it never gets a row (`ensure`).

    Args:
        name: connection id.
        folder: where SQLite files go.
        url: SQLAlchemy address of a Postgres database, in which the connection gets a schema of its own.
    """

    def __init__(self, name: str, folder: Path, url: str | None = None) -> None:
        self.name = name
        self._known: set[str] = set()
        if url is None:
            folder.mkdir(parents=True, exist_ok=True)
            self._engine = sa.create_engine(f"sqlite:///{folder / name}.db")
        else:
            admin = sa.create_engine(url)
            with admin.begin() as connection:
                connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {_quoted(name)} CASCADE"))
                connection.execute(sa.text(f"CREATE SCHEMA {_quoted(name)}"))
            admin.dispose()
            self._engine = sa.create_engine(schema_url(url, name))
        self._connection = self._engine.connect()
        if url is None:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000"):
                self._connection.exec_driver_sql(f"PRAGMA {pragma}")
        self._connection.commit()

    def ensure(self, layout: Layout) -> None:
        """Create the layout's table."""
        if layout.name in self._known:
            return
        columns = ", ".join(f"{_quoted(c.name)} {CODERS[c.coder].sql}" for c in layout.columns)
        self._connection.exec_driver_sql(f"CREATE TABLE {_quoted(layout.name)} ({columns})")
        self._connection.commit()
        self._known.add(layout.name)

    def append(self, block: Block) -> None:
        """Add the block's rows to its table."""
        self.ensure(block.layout)
        if not len(block):
            return
        table, names = _quoted(block.layout.name), [_quoted(c.name) for c in block.layout.columns]
        rows = zip(*block.columns, strict=True)
        raw: Any = self._connection.connection
        if self._engine.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            raw.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        else:
            with raw.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        raw.commit()
        self._connection.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        self._engine.dispose()


def schema_url(url: str, schema: str) -> str:
    """The address with `schema` as the only place tables are looked for."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options={quote('-csearch_path=' + schema)}"
