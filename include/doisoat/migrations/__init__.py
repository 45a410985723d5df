"""Schema migrations of the SQL database (Alembic); outside the rooms, so that it may see every room's tables."""

from pathlib import Path

from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parent


def upgrade(engine: Engine, schema: str | None = None) -> None:
    """Bring the database to the newest revision; harmless when it is there already.

    Args:
        engine: the database.
        schema: the one ``engine`` works in, made when it is not there; None: the user's default, or SQLite.

    Raises:
        StoreError: STO-DATABASE when the database cannot be opened.
    """
    from alembic import command
    from alembic.config import Config

    from doisoat.store import make_schema, transaction

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with transaction(engine) as connection:
        if schema is not None:
            make_schema(connection, schema)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
