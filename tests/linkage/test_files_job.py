"""Evidence of pairs in bits, and what is taken for granted about two rows of one file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.linkage.files.arrow import texts
from doisoat.linkage.files.assign import Scores, Setting
from doisoat.linkage.files.coding import encode
from doisoat.linkage.files.columns import column
from doisoat.linkage.files.doubles import EVIDENT, Doubles
from doisoat.linkage.files.job import Candidates, FileJob, Laps, cells_of, merge, score, scores, setting
from doisoat.linkage.files.model import FileField, FileModel
from doisoat.linkage.files.parameters import Parameters
from doisoat.linkage.files.rounds import _every, trusted
from doisoat.linkage.files.units import make_units

# Two files of three rows: an, an again (another number), binh | an, binh, nobody.
NAME = ["an tran", "an tran", "binh le", "an tran", "binh le", None]
BORN = ["1980-03-05", "1980-03-05", "1990-07-09", "1980-03-05", "1990-07-09", None]
NUMBER = ["068080000111", "068080000999", None, "068080000111", None, None]


@pytest.fixture(scope="module")
def job() -> FileJob:
    fields = [FileField(f, k, ((f,), (f,))) for f, k in (("name", "name"), ("born", "date"), ("number", "id"))]
    columns = [column(f, encode(texts(v)), 3) for f, v in zip(fields, (NAME, BORN, NUMBER), strict=True)]
    units = make_units(columns)
    other = [unit.shares(np.ones(unit.size)) for unit in units]
    same = []
    for unit in units:
        counts = np.ones(unit.size)
        counts[unit.cells([np.ones(1, dtype=np.int8)] * len(columns))[0]] = 1000.0 * unit.size
        same.append(unit.shares(counts))
    model = FileModel("m", ("key", "key"), tuple(fields), ())
    household = np.full(6, -1, dtype=np.int32)
    return FileJob(6, 3, household, columns, units, model, other, None, False, Parameters(same, other, None, "made", 9))


def packed(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array([a * 6 + b for a, b in sorted(pairs)], dtype=np.int64)


def test_agreement_weighs_more_than_difference_and_numbers_are_told_apart(job: FileJob) -> None:
    asked = packed((0, 3), (1, 3), (2, 3), (2, 4), (2, 5))
    found = score(job, asked, cells_of(job, asked), prune=False)
    bits = dict(zip([(p // 6, p % 6) for p in asked.tolist()], found.other, strict=True))
    assert bits[0, 3] > bits[1, 3] > bits[2, 3]
    assert bits[2, 5] == 0  # nothing of nobody is known
    assert found.number[0] > 0 > found.number[1]
    assert found.number[3] == 0
    hopeless = score(job, asked, cells_of(job, asked))
    assert set(hopeless.packed) <= set(asked)


def test_two_rows_of_one_file_are_one_person_only_if_nothing_sound_speaks_against_it(job: FileJob) -> None:
    one, two = np.array([0, 0]), np.array([1, 2])
    assert Doubles(job)(one, two).tolist() == [0.0, 0.0]  # another number; another name
    hidden = Doubles(job, np.ones(6, dtype=bool))(one, two)
    assert hidden[0] == 0 or hidden[0] >= EVIDENT
    assert hidden[1] == 0
    assert Doubles(job)(two, one).tolist() == Doubles(job)(one, two).tolist()


@given(st.lists(st.integers(0, 35), unique=True, max_size=12), st.integers(0, 12))
def test_merged_pairs_are_in_order_with_their_own_bits(found: list[int], cut: int) -> None:
    def candidates(values: list[int]) -> Candidates:
        pairs = np.array(sorted(values), dtype=np.int64)
        return Candidates(pairs, pairs * 1.0, pairs * 2.0, pairs * 3.0)

    both = merge(candidates(found[:cut]), candidates(found[cut:]))
    assert both.packed.tolist() == sorted(found)
    assert both.kin is not None
    assert (both.other.tolist(), both.kin.tolist()) == ((both.packed * 1.0).tolist(), (both.packed * 2.0).tolist())
    assert both.where(both.packed > 5).number.tolist() == [p * 3.0 for p in sorted(found) if p > 5]


def test_what_is_weighed_says_who_they_are_and_how_many_may_be_mistaken(job: FileJob) -> None:
    asked = packed((0, 3), (2, 4))
    found = scores(job, score(job, asked, cells_of(job, asked), prune=False), np.array([0.0, 5.0]))
    assert (found.a.tolist(), found.b.tolist()) == ([0, 2], [3, 4])
    assert setting(job, (2, 1), 1) == Setting((2, 1), (3, 3), 1, 1.0)


def test_pairs_of_one_number_are_trusted_unless_all_else_speaks_against_them(job: FileJob) -> None:
    from doisoat.linkage.files.certain import CertainPairs

    a, b = np.array([0, 2]), np.array([3, 3])
    levels = [c.levels(a, b) for c in job.columns]
    kept = trusted(job, CertainPairs(a, b, levels))
    assert (kept.a.tolist(), kept.b.tolist()) == ([0], [3])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=10))
def test_without_one_to_one_every_pair_stands_in_the_order_of_its_evidence(evidence: list[float]) -> None:
    n = len(evidence)
    found = _every(
        Scores(np.zeros(n, dtype=np.int64), np.arange(n) + 1, np.array(evidence), None),
        Setting((1, n), (1, n), 0, 1.0),
        n + 1,
        lambda one, two: np.zeros(len(one)),
    )
    assert found.chosen.all()
    assert not found.tied.any()
    order = np.argsort(evidence, kind="stable")
    assert (np.diff(found.weight[order]) >= -1e-9).all()


def test_laps_add_up() -> None:
    laps = Laps()
    for name in ("read", "write", "read"):
        laps.lap(name)
    assert list(laps.steps) == ["read", "write"]
    assert sum(laps.steps.values()) == pytest.approx(laps.since, abs=0.01)
