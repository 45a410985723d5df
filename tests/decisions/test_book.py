"""Decisions are kept, can be withdrawn, and bind one at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from doisoat import decisions
from doisoat.decisions import DecisionError
from doisoat.migrations import upgrade
from doisoat.store import open_database, transaction
from tests.support.services import TemporaryDatabase

PAYLOAD = {"unit": "23122", "pairs": [["", "Thôn 1", "Thôn 5"]]}


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path}/x.db")
        upgrade(engine)
        yield engine
        return
    with TemporaryDatabase() as url:
        engine = open_database(url)
        upgrade(engine)
        yield engine


def _decide(engine, subject="n_1", verdict="approved", by="Lan"):
    return decisions.decide(
        engine, "village", subject, verdict, payload=PAYLOAD, evidence={"moved": 95}, by=by, run="r1", note="12/NQ"
    )


def test_a_decision_is_read_back_as_made(engine):
    made = _decide(engine)
    (found,) = decisions.active(engine, "village")
    assert (found.id, found.subject, found.verdict, found.payload) == (made.id, "n_1", "approved", PAYLOAD)
    assert (found.evidence, found.run, found.note, found.decided_by) == ({"moved": 95}, "r1", "12/NQ", "Lan")
    assert found.withdrawn_at is None
    assert decisions.find(engine, "village", "n_1") == found
    assert decisions.active(engine, "other") == []


def test_withdrawing_leaves_nothing_in_force_and_keeps_the_row(engine):
    _decide(engine, "n_0")
    before = decisions.active(engine, "village")
    _decide(engine)
    decisions.withdraw(engine, "village", "n_1", by="Minh", note="nhầm xã")
    assert decisions.active(engine, "village") == before
    assert decisions.find(engine, "village", "n_1") is None
    withdrawn = decisions.history(engine, "village")[-1]
    assert (withdrawn.subject, withdrawn.withdrawn_by, withdrawn.withdrawn_note) == ("n_1", "Minh", "nhầm xã")
    assert withdrawn.withdrawn_at >= withdrawn.decided_at
    _decide(engine, verdict="rejected")
    assert [d.verdict for d in decisions.history(engine, "village")] == ["approved", "approved", "rejected"]


def test_one_decision_in_force_a_subject(engine):
    _decide(engine)
    with pytest.raises(DecisionError) as caught:
        _decide(engine, verdict="rejected")
    assert caught.value.code == "DEC-TAKEN"
    assert [d.verdict for d in decisions.active(engine, "village")] == ["approved"]


def test_two_people_deciding_at_once_give_one_decision(engine):
    def attempt(name):
        try:
            return _decide(engine, by=name).decided_by
        except DecisionError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, ["A", "B", "C", "D"]))
    assert outcomes.count("DEC-TAKEN") == 3
    assert len(decisions.active(engine, "village")) == 1


@pytest.mark.parametrize(("verdict", "by", "code"), [("maybe", "Lan", "DEC-VERDICT"), ("approved", "  ", "DEC-WHO")])
def test_refused_and_nothing_written(engine, verdict, by, code):
    with pytest.raises(DecisionError) as caught:
        _decide(engine, verdict=verdict, by=by)
    assert caught.value.code == code
    with transaction(engine) as connection:
        assert connection.execute(select(decisions.decision)).first() is None


def test_withdrawing_what_is_not_in_force_is_refused(engine):
    for code, by in (("DEC-UNKNOWN", "Minh"), ("DEC-WHO", "")):
        with pytest.raises(DecisionError) as caught:
            decisions.withdraw(engine, "village", "n_1", by=by)
        assert caught.value.code == code
