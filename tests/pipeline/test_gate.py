"""Only a read whose validation is known to have passed is used; what was not validated is held back with its reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from doisoat.pipeline import announcing, gate, tables
from doisoat.runs import files
from doisoat.store import LocalStore, metadata, open_database, transaction

START = datetime(2026, 11, 1, tzinfo=UTC)
READ, INGEST = tables.source_read, tables.ingest


class Ledger:
    """A ledger and a store, written as ingest and validation write them."""

    def __init__(self, folder: Path) -> None:
        self.store = LocalStore(folder / "store")
        self.engine = open_database(f"sqlite:///{folder}/x.db")
        metadata.create_all(self.engine, tables=[INGEST, READ, tables.run])
        thresholds = SimpleNamespace(model_dump_json=lambda: "{}")
        sources = {name: SimpleNamespace(register_name="land") for name in ("a", "b")}
        self.config = SimpleNamespace(sources=sources, settings=SimpleNamespace(thresholds=thresholds))
        self.count = 0

    def ingest(self, name: str, sources: list[str], *, announced: bool = True) -> None:
        self.count += 1
        moment = START + timedelta(days=self.count)
        with transaction(self.engine) as connection:
            connection.execute(
                insert(INGEST).values(
                    id=name,
                    trigger=name,
                    as_of="2026-11-01",
                    sources=sources,
                    planned_at=moment,
                    announced_at=moment if announced else None,
                )
            )

    def read(self, ingest: str, source: str, content: str, status: str = "ok") -> None:
        self.count += 1
        good = status == "ok"
        with transaction(self.engine) as connection:
            connection.execute(delete(READ).where((READ.c.ingest == ingest) & (READ.c.source == source)))
            connection.execute(
                insert(READ).values(
                    ingest=ingest,
                    source=source,
                    status=status,
                    as_of="2026-11-01",
                    tables={"parcel": 1},
                    standardised=f"standardised/{source}/{content}" if good else None,
                    message_vi=None if good else "Tệp hỏng.",
                    read_at=START + timedelta(days=self.count),
                )
            )

    def verdict(self, ingest: str, source: str, content: str, quality: str = "ok", **more: Any) -> None:
        standardised = f"standardised/{source}/{content}"
        for name in gate.RESULTS:
            self.store.put_bytes(f"{files.quality(ingest, source, standardised)}/{name}", b"")
        values = {"quality": quality, "validated": standardised, "rules": gate.rule_set(self), **more}  # type: ignore[arg-type]
        where = (READ.c.ingest == ingest) & (READ.c.source == source)
        with transaction(self.engine) as connection:
            connection.execute(update(READ).where(where).values(**values))

    def good(self, ingest: str, source: str, content: str) -> None:
        self.read(ingest, source, content)
        self.verdict(ingest, source, content)

    def chosen(self, source: str = "a", ingest: str | None = None) -> tuple[str, str | None, str | None]:
        with transaction(self.engine) as connection:
            item = gate.choose(self, connection, ingest=ingest)[source]  # type: ignore[arg-type]
        used = item["standardised"]
        return item["status"], used.rpartition("/")[2] if used else None, item["message_vi"]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger(tmp_path)
    found.ingest("i1", ["a", "b"])
    return found


def test_a_validated_read_is_used(ledger: Ledger) -> None:
    ledger.good("i1", "a", "c1")
    assert ledger.chosen() == ("read", "c1", None)
    assert ledger.chosen("b") == ("missing", None, ledger.chosen("b")[2])


def test_a_read_without_verdict_is_held_back_with_its_reason(ledger: Ledger) -> None:
    ledger.read("i1", "a", "c1")
    status, used, reason = ledger.chosen()
    assert (status, used) == ("held", None)
    assert reason is not None
    assert reason.startswith("Chưa kiểm tra")


def test_the_last_validated_read_stands_in_as_stale(ledger: Ledger) -> None:
    ledger.good("i1", "a", "c1")
    ledger.ingest("i2", ["a", "b"])
    ledger.read("i2", "a", "c2")
    status, used, reason = ledger.chosen()
    assert (status, used) == ("stale", "c1")
    assert "i2" in str(reason)


@pytest.mark.parametrize("how", ["other content", "no results", "half of the results", "no verdict"])
def test_a_verdict_counts_only_for_its_content_and_with_its_results(ledger: Ledger, how: str) -> None:
    ledger.good("i1", "a", "c1")
    if how == "other content":
        ledger.verdict("i1", "a", "c1", validated="standardised/a/c0")
    elif how == "no verdict":
        ledger.verdict("i1", "a", "c1", quality=None)  # type: ignore[arg-type]
    else:
        names = gate.RESULTS[: 1 if how.startswith("half") else 2]
        for name in names:
            (ledger.store.root / "quality" / "i1" / "a" / "c1" / name).unlink()
    assert ledger.chosen()[:2] == ("held", None)


def test_a_source_below_the_threshold_stays_held(ledger: Ledger) -> None:
    ledger.read("i1", "a", "c1")
    ledger.verdict("i1", "a", "c1", "stop", status="held", message_vi="Dưới ngưỡng.")
    assert ledger.chosen() == ("held", None, "Dưới ngưỡng.")


def test_a_verdict_by_other_rules_is_said_to_be_old(ledger: Ledger) -> None:
    ledger.good("i1", "a", "c1")
    ledger.verdict("i1", "a", "c1", rules="other")
    status, used, reason = ledger.chosen()
    assert (status, used) == ("stale", "c1")
    assert "quy tắc" in str(reason)


def test_repeating_an_old_ingest_does_not_put_its_read_in_front(ledger: Ledger) -> None:
    ledger.good("i1", "a", "c1")
    ledger.ingest("i2", ["a", "b"])
    ledger.good("i2", "a", "c2")
    ledger.good("i1", "a", "c3")
    assert ledger.chosen() == ("read", "c2", None)


def test_a_source_the_newest_ingest_did_not_reach_is_stale(ledger: Ledger) -> None:
    ledger.good("i1", "a", "c1")
    ledger.ingest("i2", ["a", "b"], announced=False)
    # An ingest at work is not waited for, unless the run follows it.
    assert ledger.chosen() == ("read", "c1", None)
    assert ledger.chosen(ingest="i2")[:2] == ("stale", "c1")
    ledger.ingest("i3", ["b"])
    assert ledger.chosen()[:2] == ("read", "c1")
    ledger.ingest("i4", ["a"])
    status, used, reason = ledger.chosen()
    assert (status, used) == ("stale", "c1")
    assert "i4" in str(reason)


def test_an_outcome_names_every_source_that_did_not_get_through(ledger: Ledger) -> None:
    ledger.read("i1", "a", "c1")
    found = announcing.outcome(ledger, "i1")  # type: ignore[arg-type]
    assert (found["sources"], found["good"]) == (2, 0)
    assert [item["source"] for item in found["not_validated"]] == ["a"]
    assert [item["source"] for item in found["not_read"]] == ["b"]
    ledger.good("i1", "a", "c1")
    ledger.read("i1", "b", "x", status="failed")
    found = announcing.outcome(ledger, "i1")  # type: ignore[arg-type]
    assert found["good"] == 1
    assert found["failed"] == [{"source": "b", "message": "Tệp hỏng."}]


def test_an_overtaken_ingest_announces_nothing(ledger: Ledger) -> None:
    assert announcing.announce(ledger, "i1") == {"as_of": "2026-11-01", "whole": True, "overtaken_by": None}  # type: ignore[arg-type]
    ledger.ingest("i2", ["a"], announced=False)
    assert announcing.announce(ledger, "i1")["overtaken_by"] is None  # type: ignore[arg-type]
    assert announcing.announce(ledger, "i2") == {"as_of": "2026-11-01", "whole": False, "overtaken_by": None}  # type: ignore[arg-type]
    assert announcing.announce(ledger, "i1")["overtaken_by"] == "i2"  # type: ignore[arg-type]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["ingest", "read", "fail", "verdict", "stop", "lose"]), st.integers(0, 3), st.integers(0, 2)
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_whatever_happens_nothing_unvalidated_is_used(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, int, int]]
) -> None:
    """In any order of reads, verdicts and losses: what is used has a verdict about itself and its results."""
    ledger = Ledger(tmp_path_factory.mktemp("gate"))
    planned, passed, read = ["i0"], set(), {}
    ledger.ingest("i0", ["a"])
    ledger.read("i0", "a", "c0")
    read["i0"] = "c0"
    for what, which, content in events:
        ingest, name = planned[which % len(planned)], f"c{content}"
        if what == "ingest" and len(planned) < 4:
            planned.append(f"i{len(planned)}")
            ledger.ingest(planned[-1], ["a"])
        elif what in ("read", "fail"):
            ledger.read(ingest, "a", name, "failed" if what == "fail" else "ok")
            read[ingest] = None if what == "fail" else name
            passed = {item for item in passed if item[0] != ingest}
        elif what in ("verdict", "stop") and read.get(ingest):
            ledger.verdict(ingest, "a", name, "stop" if what == "stop" else "ok")
            passed = {item for item in passed if item[0] != ingest}
            if what == "verdict" and read[ingest] == name:
                passed.add((ingest, name))
        elif what == "lose":
            for path in (ledger.store.root / "quality" / ingest).rglob("*.parquet"):
                path.unlink()
            passed = {item for item in passed if item[0] != ingest}
    status, used, reason = ledger.chosen()
    order = [(ingest, name) for ingest in reversed(planned) for name in (read.get(ingest),) if (ingest, name) in passed]
    assert used == (order[0][1] if order else None)
    assert (status == "read") == bool(order and order[0][0] == planned[-1])
    assert (reason is None) == (status == "read")
