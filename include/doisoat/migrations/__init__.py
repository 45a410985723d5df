"""Schema migrations of the SQL database (Alembic); outside the rooms, so that it may see every room's tables."""

from pathlib import Path

from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parent


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; harmless when it is there already.

    Raises:
        StoreError: STO-DATABASE when the database cannot be opened.
    """
    from alembic import command
    from alembic.config import Config

    from doisoat.store import transaction

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
