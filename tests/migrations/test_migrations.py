"""The revisions make the very tables the rooms write to."""

from importlib import import_module
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table

from doisoat.migrations import upgrade
from doisoat.paths import PACKAGE
from doisoat.store import metadata, open_database
from tests.support.services import TemporaryDatabase, require


def every_table() -> MetaData:
    """The tables of all rooms: of each module that defines one."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "    metadata,\n" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    return metadata


def differences(url: str, wanted: MetaData) -> list[Any]:
    engine = open_database(url)
    upgrade(engine)
    try:
        with engine.connect() as connection:
            options = {"version_table": "doisoat_version", "compare_type": True}
            found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), wanted)
    finally:
        engine.dispose()
    return found


def test_sqlite_has_the_tables_of_the_rooms(tmp_path: Path) -> None:
    assert differences(f"sqlite:///{tmp_path / 'a.db'}", every_table()) == []


def test_postgres_has_the_tables_of_the_rooms() -> None:
    require("postgres")
    with TemporaryDatabase() as url:
        assert differences(url, every_table()) == []


def test_a_column_without_a_revision_is_seen(tmp_path: Path) -> None:
    wanted = MetaData(naming_convention=metadata.naming_convention)
    for table in every_table().tables.values():
        table.to_metadata(wanted)
    Table("run", wanted, Column("forgotten", Integer), extend_existing=True)
    (found,) = differences(f"sqlite:///{tmp_path / 'a.db'}", wanted)
    assert found[0] == "add_column"
    assert found[3].name == "forgotten"


def test_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert differences(url, every_table()) == differences(url, every_table()) == []
