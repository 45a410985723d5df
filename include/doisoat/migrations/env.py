"""Alembic's environment: collects the tables of every room and runs against the connection it is handed."""

from alembic import context

import doisoat.decisions.tables
import doisoat.pipeline.tables
import doisoat.store.locks  # noqa: F401
from doisoat.store import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="doisoat_version",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
