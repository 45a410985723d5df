"""The two-file engine on awkward data: order of rows, relatives, duplicates, twins, crowds, ages, empty columns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.linkage.files.link import link_files
from doisoat.linkage.files.model import load_file_model

SURNAMES = ["Nguyễn"] * 8 + ["Trần"] * 4 + ["Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ"]
GIVEN = [f"{a}{b}" for a in ("H", "L", "M", "Tr", "Kh", "Ng", "B", "Đ", "V") for b in ("an", "ùng", "ải", "inh", "ơn")]


def persons(homes: int, seed: int) -> pd.DataFrame:
    """Families of three or four who share surname and address."""
    rng = np.random.default_rng(seed)
    rows = []
    for home in range(homes):
        surname, village = rng.choice(SURNAMES), f"v{rng.integers(12)}"
        head = int(rng.integers(1950, 1990))
        for k in range(int(rng.integers(3, 5))):
            year = head if k < 2 else head + 20 + int(rng.integers(12))
            rows.append(
                {
                    "full_name": f"{surname if k != 1 else rng.choice(SURNAMES)} {rng.choice(['Văn', 'Thị', 'Đức'])} "
                    f"{rng.choice(GIVEN)}",
                    "date_of_birth": f"{year}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}",
                    "sex": "MF"[k % 2],
                    "personal_id": f"{rng.integers(10**11):012d}",
                    "unit_candidates": "23110",
                    "village_candidates": village,
                    "house_no": str(home % 90),
                    "household_no": f"h{home}",
                }
            )
    return pd.DataFrame(rows)


def noisy(everyone: pd.DataFrame, side: str, seed: int) -> pd.DataFrame:
    """A register's view of ``everyone``: some missing, some wrongly written; key = side and person."""
    rng = np.random.default_rng(seed)
    found = everyone.copy()
    found.insert(0, "record_key", [f"{side}{i:05d}" for i in range(len(found))])
    slip, partial, lost = (rng.random(len(found)) < p for p in (0.05, 0.04, 0.15))
    found.loc[slip, "full_name"] = [v[:-1] + "x" for v in found.full_name[slip]]
    found.loc[partial, "date_of_birth"] = found.date_of_birth[partial].str[:4]
    found.loc[lost, "personal_id"] = None
    found["household_no"] = side + found.household_no
    return found[rng.random(len(found)) > 0.04].sample(frac=1, random_state=seed)


def run(folder: Path, a: pd.DataFrame, b: pd.DataFrame, model: str = "population", **settings: object):  # type: ignore[no-untyped-def]
    """(links, report) of linking two frames."""
    for name, frame in (("a", a), ("b", b)):
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    out = folder / "links.parquet"
    report = link_files(
        folder / "a.parquet",
        folder / "b.parquet",
        load_file_model(model),
        out,
        folder / "work",
        report=folder / "report.json",
        **settings,
    )  # type: ignore[arg-type]
    return pd.read_parquet(out), report


def quality(links: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float]:
    """Precision and recall of the links."""
    made = links[links.decision == "link"]
    right = (made.key_a.str[1:] == made.key_b.str[1:]).sum()
    return right / max(len(made), 1), right / len(set(a.record_key.str[1:]) & set(b.record_key.str[1:]))


@pytest.fixture(scope="module")
def pair() -> tuple[pd.DataFrame, pd.DataFrame]:
    everyone = persons(700, 1)
    return noisy(everyone, "a", 2), noisy(everyone, "b", 3)


def test_with_and_without_numbers_and_households(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    a, b = pair
    links, report = run(tmp_path, a, b)
    precision, recall = quality(links, a, b)
    assert precision >= 0.999
    assert recall >= 0.995
    assert report["learnt_from"] == "pairs with one number"
    assert "hidden numbers" in report["estimate"]["basis"]
    for gone in (["personal_id"], ["personal_id", "household_no"]):
        links, report = run(tmp_path, a.drop(columns=gone), b.drop(columns=gone))
        precision, recall = quality(links, a, b)
        assert precision >= 0.995, gone
        assert recall >= 0.97, gone
        assert report["relatives"]["told_by"] == ("household columns" if len(gone) == 1 else "place and name")


def test_same_links_whatever_the_order_of_rows_and_threads(
    pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    a, b = pair
    one, _ = run(tmp_path, a, b, threads=1)
    two, _ = run(tmp_path, a.sample(frac=1, random_state=7), b.sample(frac=1, random_state=8), threads=4)
    pd.testing.assert_frame_equal(one, two)


def test_the_report_holds_no_personal_data(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    a, b = pair
    run(tmp_path, a, b)
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    report = json.loads(text)
    assert (
        report["estimate"]["precision"][1] <= report["estimate"]["precision"][0] <= report["estimate"]["precision"][2]
    )
    assert sum(report["cpu_seconds"].values()) > 0
    for column in ("record_key", "full_name", "personal_id", "household_no"):
        assert not any(f'"{v}"' in text for v in a[column].dropna()), column


def test_a_second_copy_of_a_row_goes_to_nobody_or_to_review(
    pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    a, b = pair
    twice = a.head(60).assign(record_key="z" + a.head(60).record_key)
    links, _ = run(tmp_path, pd.concat([a, twice]), b)
    made = links[links.decision == "link"]
    assert not made.key_a.duplicated().any()
    assert not made.key_b.duplicated().any()
    assert len(made) >= 0.97 * len(set(a.record_key.str[1:]) & set(b.record_key.str[1:]))


def test_people_nothing_tells_apart_are_never_linked_unasked(
    pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    a, b = pair
    twins = pd.DataFrame(
        {
            "record_key": ["t1", "t2"],
            "full_name": "Lý Thị Mận",
            "date_of_birth": "2001-02-03",
            "sex": "F",
            "unit_candidates": "23110",
            "village_candidates": "v3",
            "house_no": "7",
            "household_no": "hx",
        }
    )
    links, _ = run(tmp_path, pd.concat([a, twins]), pd.concat([b, twins.assign(record_key=["u1", "u2"])]))
    between = links[links.key_a.isin(["t1", "t2"])]
    assert len(between)
    assert set(between.decision) == {"review"}


def test_a_number_many_bear_is_not_used_and_said(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    a, b = pair[0].copy(), pair[1].copy()
    for frame in (a, b):
        frame.iloc[:40, frame.columns.get_loc("personal_id")] = "001099000001"
    links, report = run(tmp_path, a, b)
    assert report["shared_numbers"] == {"number": 80}
    assert quality(links, a, b)[0] >= 0.999
    assert quality(links, a, b)[1] >= 0.99


def test_a_crowd_of_equal_rows_is_bounded_and_said(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    a, b = pair
    n = 20_000
    crowd = pd.DataFrame(
        {
            "record_key": [f"x{i}" for i in range(n)],
            "full_name": "Nguyễn Văn A",
            "sex": "M",
            "date_of_birth": "1990-01-01",
            "unit_candidates": "23110",
        }
    )
    other = crowd.assign(record_key=[f"y{i}" for i in range(n)])
    links, report = run(tmp_path, pd.concat([a, crowd]), pd.concat([b, other]))
    assert report["pairs_compared"] <= 10 * (len(a) + len(b) + 2 * n)
    assert sum(report["blocks"]["dropped"].values()) >= n
    mine = links[~links.key_a.str.startswith("x")]
    assert quality(mine, a, b)[1] >= 0.97


@pytest.mark.parametrize("column", ["full_name", "date_of_birth", "sex", "personal_id", "village_candidates"])
def test_an_empty_column_in_one_file(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path, column: str) -> None:
    a, b = pair
    links, _ = run(tmp_path, a.assign(**{column: None}), b)
    precision, recall = quality(links, a, b)
    assert precision >= 0.985
    assert recall >= (0.6 if column == "full_name" else 0.95)


def test_nothing_to_compare_gives_no_links(pair: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    a, b = pair
    links, report = run(tmp_path, a.head(1), b.head(1))
    assert len(links) <= 1
    empty = a.head(50).assign(**dict.fromkeys(a.columns[1:]))
    links, report = run(tmp_path, empty, b)
    assert len(links) == 0
    assert report["keyless"] >= 50


def test_ages_of_two_years_and_other_columns(tmp_path: Path) -> None:
    everyone = persons(500, 5)
    born = everyone.date_of_birth.str[:4].astype(int)
    rng = np.random.default_rng(6)
    a = pd.DataFrame(
        {
            "record_key": [f"a{i:05d}" for i in range(len(everyone))],
            "name": everyone.full_name,
            "age": 2010 - born,
            "home": everyone.household_no,
            "place": everyone.village_candidates,
            "house": everyone.house_no,
        }
    )
    b = pd.DataFrame(
        {
            "id": [f"b{i:05d}" for i in range(len(everyone))],
            "ten": everyone.full_name,
            "tuoi": 2020 - born + rng.choice([0, 0, 0, 1, -1], len(born)),
            "ho": "k" + everyone.household_no,
            "thon": everyone.village_candidates,
            "so": everyone.house_no,
        }
    )
    model = tmp_path / "m.yaml"
    model.write_text("""
key: {a: record_key, b: id}
household: {a: home, b: ho}
fields:
  - {name: name, compare: name, columns: {a: name, b: ten}}
  - {name: born, compare: age, columns: {a: age, b: tuoi}, at: {a: 2010, b: 2020}}
  - {name: village, compare: equal, columns: {a: place, b: thon}, joint: place}
  - {name: house, compare: code, columns: {a: house, b: so}, joint: place}
""")
    links, report = run(tmp_path, a, b, str(model))
    precision, recall = quality(links, a, b.rename(columns={"id": "record_key"}))
    assert precision >= 0.99
    assert recall >= 0.97
    assert report["levels"]["born"]["partial_year"] > report["levels"]["born"]["partial_different"]
