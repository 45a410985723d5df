"""Alembic's environment: runs the revisions against the connection it is handed.

It knows no room's tables: what the revisions make is compared with them in tests/migrations.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="doisoat_version")
with context.begin_transaction():
    context.run_migrations()
