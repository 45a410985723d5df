import subprocess
import sys
import threading
import time
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import insert, inspect, select, update

from doisoat.migrations import upgrade
from doisoat.pipeline import tables
from doisoat.store import StoreError, metadata, open_database, transaction
from doisoat.store.locks import acquire, held, lock, release
from tests.support.services import TemporaryDatabase


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        yield open_database(f"sqlite:///{tmp_path}/folder/x.db")
        return
    with TemporaryDatabase() as url:
        yield open_database(url)


def test_migrations_give_the_tables_the_rooms_declare(engine):
    upgrade(engine)
    upgrade(engine)
    found = inspect(engine)
    assert set(metadata.tables) <= set(found.get_table_names())
    for name, table in metadata.tables.items():
        assert {column["name"] for column in found.get_columns(name)} == set(table.columns.keys()), name


def test_a_failed_transaction_leaves_nothing(engine):
    upgrade(engine)
    row = {"run": "r", "name": "s", "seconds": 1.0, "peak_mib": 1.0, "counts": {}}
    with pytest.raises(RuntimeError), transaction(engine) as connection:
        connection.execute(insert(tables.step).values(**row))
        raise RuntimeError
    with transaction(engine) as connection:
        assert connection.execute(select(tables.step)).first() is None


def test_one_holder_at_a_time(engine):
    upgrade(engine)
    acquire(engine, "province-68", "run-1")
    acquire(engine, "province-68", "run-1")
    with pytest.raises(StoreError) as caught:
        acquire(engine, "province-68", "run-2")
    assert caught.value.code == "STO-LOCKED"
    release(engine, "province-68", "run-2")
    with pytest.raises(StoreError):
        acquire(engine, "province-68", "run-2")
    release(engine, "province-68", "run-1")
    acquire(engine, "province-68", "run-2")


def test_a_dead_holder_is_replaced_when_its_lease_ran_out(engine):
    upgrade(engine)
    acquire(engine, "x", "dead", lease=timedelta(seconds=-1))
    acquire(engine, "x", "alive")


HOLD = """
import sys, time
from doisoat.store import open_database
from doisoat.store.locks import held
with held(open_database(sys.argv[1]), "publish", "run-1"):
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_killed_holder_gives_way_at_once_and_a_living_one_does_not(engine):
    upgrade(engine)
    url = engine.url.render_as_string(hide_password=False)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"ready\n"
        with pytest.raises(StoreError) as caught:
            acquire(engine, "publish", "run-2")
        assert caught.value.code == "STO-LOCKED"
    finally:
        holder.kill()
    # Not even waited for: a process that has ended but that nobody has asked after holds nothing.
    deadline = time.monotonic() + 60
    while psutil.Process(holder.pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    acquire(engine, "publish", "run-2")
    holder.wait()
    holder.stdout.close()


def test_a_holder_elsewhere_is_believed_while_its_lease_runs(engine):
    upgrade(engine)
    acquire(engine, "publish", "run-1", process=True)
    with transaction(engine) as connection:
        connection.execute(update(lock).values(host="another-host"))
    with pytest.raises(StoreError):
        acquire(engine, "publish", "run-2")


def test_a_number_used_again_is_another_process(engine):
    upgrade(engine)
    acquire(engine, "publish", "run-1", process=True)
    with transaction(engine) as connection:
        connection.execute(update(lock).values(started=1.0))
    acquire(engine, "publish", "run-2")


def test_what_outlives_the_process_that_asked_is_not_judged_by_it(engine):
    upgrade(engine)
    url = engine.url.render_as_string(hide_password=False)
    ask = "import sys; from doisoat.store import open_database; from doisoat.store.locks import acquire; "
    ask += "acquire(open_database(sys.argv[1]), 'turn', 'a run of many tasks')"
    subprocess.run([sys.executable, "-c", ask, url], check=True)
    with pytest.raises(StoreError):
        acquire(engine, "turn", "another run")


def test_a_long_publication_keeps_its_lock(engine):
    upgrade(engine)
    lease = timedelta(seconds=3)
    with held(engine, "publish", "run-1", lease):
        with transaction(engine) as connection:
            connection.execute(update(lock).values(host="another-host"))
        time.sleep(4)
        with pytest.raises(StoreError):
            acquire(engine, "publish", "run-2")
    acquire(engine, "publish", "run-2")


def test_racing_holders_give_one_winner(engine):
    upgrade(engine)
    won, lost = [], []

    def run(name):
        try:
            acquire(engine, "race", name)
            won.append(name)
        except StoreError:
            lost.append(name)

    threads = [threading.Thread(target=run, args=(f"h{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 5


def test_errors_name_the_database_without_its_password():
    engine = open_database("postgresql+psycopg://nobody:s3cret@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(StoreError) as caught:
        upgrade(engine)
    assert "s3cret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
