"""One run at a time works on a province; another province is not held up, and a dead run holds up nobody."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from doisoat.pipeline import turns
from doisoat.store import metadata, open_database
from doisoat.store.locks import lock


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    found = open_database(f"sqlite:///{tmp_path}/x.db")
    metadata.create_all(found, tables=[lock])
    return found


def test_the_later_one_waits_until_the_first_has_ended(engine: Engine) -> None:
    living = {"reconcile/a", "recheck/b"}
    alive = living.__contains__
    assert turns.take(engine, "68", "reconcile/a", alive) is None
    assert turns.take(engine, "68", "recheck/b", alive) == "reconcile/a"
    assert turns.take(engine, "68", "reconcile/a", alive) is None
    assert turns.take(engine, "40", "recheck/b", alive) is None
    living.remove("reconcile/a")
    assert turns.take(engine, "68", "recheck/b", alive) is None
    # A task of the first, run again later, finds that it is not its turn.
    assert turns.take(engine, "68", "reconcile/a", alive) == "recheck/b"


def test_a_very_long_name_is_still_recognised(engine: Engine) -> None:
    name = "reconcile/" + "x" * 300
    assert turns.take(engine, "68", name, lambda _: True) is None
    assert turns.take(engine, "68", name, lambda _: True) is None
    assert turns.take(engine, "68", "other", lambda _: True) == name[: turns.LONGEST]
