"""One person twice in one file is linked once; people who only look alike go to review."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.linkage.files.arrow import texts
from doisoat.linkage.files.assign import Scores, Setting, settle
from doisoat.linkage.files.coding import encode
from doisoat.linkage.files.columns import column
from doisoat.linkage.files.model import FileField
from doisoat.linkage.files.parameters import relatives
from doisoat.linkage.files.units import make_units
from tests.linkage.test_files_engine import noisy, persons, run

N = 60
HOME = {"unit_candidates": "23110", "village_candidates": "v3", "house_no": "7", "household_no": "hx"}


@pytest.fixture(scope="module")
def pair() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two files without numbers."""
    everyone = persons(700, 1)
    return tuple(noisy(everyone, s, k).drop(columns="personal_id") for s, k in (("a", 2), ("b", 3)))  # type: ignore[return-value]


def twice(frame: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """``frame`` with ``N`` people of both files, whole dates, entered again as z…, and who they are."""
    both = frame[frame.record_key.str[1:].isin(other.record_key.str[1:]) & (frame.date_of_birth.str.len() == 10)]
    again = both.head(N).assign(record_key="z" + both.record_key.head(N))
    return pd.concat([frame, again]), set(both.record_key.head(N).str[1:])


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_person_twice_in_a_file_is_linked_once(
    pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path, side: str
) -> None:
    files = dict(zip("ab", pair, strict=True))
    files[side], who = twice(files[side], files["b" if side == "a" else "a"])
    links, _ = run(tmp_path, files["a"], files["b"])
    made = links[links.decision == "link"]
    one, two = (made[f"key_{s}"].str[-5:] for s in "ab")
    assert not made.key_a.duplicated().any()
    assert not made.key_b.duplicated().any()
    assert (one == two)[one.isin(who) | two.isin(who)].all()
    assert one[one == two].isin(who).sum() >= 0.95 * N
    again, _ = run(
        tmp_path, files["a"].sample(frac=1, random_state=5), files["b"].sample(frac=1, random_state=6), threads=4
    )
    pd.testing.assert_frame_equal(links, again)


@pytest.mark.parametrize(
    ("case", "rows"),
    [
        ("twins, the name between theirs", [{"full_name": "Lý Thị Hăng"}, {"full_name": "Lý Thị Hănh"}]),
        ("two numbers", [{"personal_id": "034201000111"}, {"personal_id": "034201000222"}]),
        ("accents that differ", [{"full_name": "Lý Thị Hạnh"}, {"full_name": "Lý Thị Hành"}]),
    ],
)
def test_people_who_look_alike_are_not_taken_for_one(
    pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path, case: str, rows: list[dict[str, str]]
) -> None:
    common = {
        "full_name": "Ly Thi Hanh" if "accents" in case else "Lý Thị Hăn",
        "date_of_birth": "2001-02-03",
        "sex": "F",
        "personal_id": None,
        **HOME,
    }
    two = pd.DataFrame([{**common, "record_key": f"t{i}", **row} for i, row in enumerate(rows)])
    one = pd.DataFrame([{**common, "record_key": "u"}])
    a, b = (f.assign(personal_id=None) for f in pair)
    for left, right in (((a, two), (b, one)), ((a, one), (b, two))):
        links, _ = run(tmp_path, pd.concat(left), pd.concat(right))
        asked = links[links.key_a.isin(["t0", "t1", "u"])]
        assert set(asked.decision) == {"review"}, case


def test_namesakes_of_whom_little_is_known_go_to_review(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    n = 1500
    everyone = pd.DataFrame(
        {
            "key": [f"{i:05d}" for i in range(n)],
            "name": [f"P{i:03d} L{rng.integers(60)}sen" for i in range(n)],
            "age": rng.integers(1, 80, n),
            "parish": rng.choice([f"p{i}" for i in range(30)], n),
        }
    )
    same = pd.DataFrame({"key": ["s1", "s2"], "name": "Ole Larsen", "age": 30, "parish": "p4"})
    a, b = pd.concat([everyone, same]), pd.concat([everyone.assign(age=everyone.age + 10), same[:1].assign(age=40)])
    model = tmp_path / "m.yaml"
    model.write_text("""
key: key
fields:
  - {name: name, compare: name, columns: name}
  - {name: age, compare: age, columns: age, at: {a: 1865, b: 1875}}
  - {name: parish, compare: equal, columns: parish}
""")
    for left, right in ((a, b), (b.assign(age=b.age - 10), a.assign(age=a.age + 10))):
        links, _ = run(tmp_path, left, right, str(model))
        asked = links[links.key_a.isin(["s1", "s2"])]
        assert set(asked.decision) == {"review"}
        assert (links.decision == "link").sum() >= 0.9 * n


def test_rivals_who_are_one_person_do_not_share_the_odds() -> None:
    # records 0, 1 (one person) and 2 fit record 3; then 4 as well, so that there are as many rows as people may be
    setting = Setting((3, 2), (3, 2), 0, 1.0)

    def one_person(one: np.ndarray, two: np.ndarray) -> np.ndarray:
        return np.where(np.maximum(one, two) < 2, 20.0, 0.0)

    def weights(a: list[int], b: list[int], judge: bool) -> list[float]:
        scores = Scores(np.array(a), np.array(b), np.full(len(a), 20.0), None)
        found = settle(scores, setting, 5, one_person if judge else None)
        return [float(w) for w in found.weight[found.chosen]]

    assert weights([0, 1], [3, 3], judge=False) == [pytest.approx(0, abs=0.01)]
    assert weights([0, 1], [3, 3], judge=True)[0] > 15
    assert weights([0, 1, 2], [3, 3, 3], judge=True) == [pytest.approx(0, abs=0.01)]
    assert weights([0, 0, 1, 1], [3, 4, 3, 4], judge=True) == [pytest.approx(0, abs=0.01)] * 2


def test_people_entered_twice_are_no_relatives() -> None:
    # homes of two: half of them are one person twice, half twins
    name = [f"An L{i}" for i in range(1000)] * 2
    name[1500:] = [f"Binh L{i}" for i in range(500, 1000)]
    born = [f"{1950 + i % 50}-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(1000)] * 2
    columns = [
        column(FileField(f, k, ((f,), (f,))), encode(texts(v + v)), 2000)
        for f, k, v in (("name", "name", name), ("born", "date", born))
    ]
    home = np.tile(np.arange(1000, dtype=np.int32), 4)
    found = relatives(columns, make_units(columns), home, 2000)
    assert found is not None
    assert found.pairs == 1000
    assert found.twins is not None
    assert found.twins[0][1] <= 1.1e-4
