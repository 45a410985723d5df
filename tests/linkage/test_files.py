"""``doisoat link``: any two person files by a model file."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.cli.main import main
from doisoat.linkage.files.model import load_file_model, shipped_models
from tests.linkage.province import people

LETTERS = list("abcdefghijklmnopqrstuvwxyz")


def febrl_like(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two files in FEBRL's columns; b is a spoilt copy of a."""
    rng = np.random.default_rng(seed)

    def words(k: int) -> list[str]:
        return ["".join(rng.choice(LETTERS, rng.integers(4, 9))) for _ in range(k)]

    a = pd.DataFrame(
        {
            "given_name": rng.choice(words(300), n),
            "surname": rng.choice(words(500), n),
            "street_number": rng.integers(1, 300, n).astype(str),
            "address_1": rng.choice(words(800), n),
            "suburb": rng.choice(words(200), n),
            "postcode": rng.integers(2000, 2400, n).astype(str),
            "state": rng.choice(["nsw", "vic", "qld"], n),
            "date_of_birth": (
                rng.integers(1920, 2000, n) * 10000 + rng.integers(1, 13, n) * 100 + rng.integers(1, 29, n)
            ).astype(str),
            "soc_sec_id": rng.choice(9_000_000, n, replace=False).astype(str),
        }
    )
    b = a.copy()
    for column in a.columns:
        hit = rng.random(n) < 0.12
        b.loc[hit, column] = [v[:1] + "x" + v[2:] if rng.random() < 0.7 else None for v in b.loc[hit, column]]
    a.insert(0, "rec_id", [f"rec-{i}-org" for i in range(n)])
    b.insert(0, "rec_id", [f"rec-{i}-dup-0" for i in range(n)])
    return a, b.sample(frac=1, random_state=seed)


def f1(links: pd.DataFrame, true: int) -> float:
    made = links[links.decision == "link"]
    hit = (made.key_a.str.split("-").str[1] == made.key_b.str.split("-").str[1]).sum()
    return float(2 * hit / (len(made) + true))


@pytest.mark.parametrize("with_number", [True, False])
def test_febrl_columns(tmp_path: Path, with_number: bool, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = febrl_like(1500, 3)
    if not with_number:
        a, b = a.drop(columns="soc_sec_id"), b.drop(columns="soc_sec_id")
    a.to_csv(tmp_path / "a.csv", index=False)
    b.to_parquet(tmp_path / "b.parquet", index=False)
    out = tmp_path / "links.parquet"
    command = ["link", str(tmp_path / "a.csv"), str(tmp_path / "b.parquet"), "--model", "febrl", "--out", str(out)]
    assert main(command) == 0
    links = pd.read_parquet(out)
    assert list(links.columns) == ["key_a", "key_b", "weight", "probability", "decision", "evidence"]
    assert f1(links, 1500) >= (0.999 if with_number else 0.99)
    assert not links[links.decision == "link"].duplicated("key_a").any()
    assert not links[links.decision == "link"].duplicated("key_b").any()
    level, bits = json.loads(links.evidence.iloc[0])["name"]
    assert isinstance(level, str)
    assert isinstance(bits, float)
    assert "linked" in capsys.readouterr().out


def test_a_model_of_ones_own_with_other_columns_and_csv_out(tmp_path: Path) -> None:
    everyone = people(np.random.default_rng(4), 900)
    a = pd.DataFrame(
        {"ma": everyone.person, "ho_ten": everyone.name, "ngay_sinh": everyone.dob, "ho": everyone.household}
    )
    day = everyone.dob.str.split("-")
    b = pd.DataFrame(
        {
            "id": everyone.person,
            "hoten": everyone.name.str.upper(),
            "ns": day.str[::-1].str.join("/"),
            "hk": "H" + everyone.household.astype(str),
        }
    )
    b.loc[::7, "ns"] = None
    a.to_csv(tmp_path / "a.csv", index=False)
    b.to_csv(tmp_path / "b.csv", index=False)
    (tmp_path / "m.yaml").write_text(
        """
key: {a: ma, b: id}
household: {a: ho, b: hk}
fields:
  - {name: name, compare: name, columns: {a: ho_ten, b: hoten}}
  - {name: born, compare: date, columns: {a: ngay_sinh, b: ns}}
""",
        encoding="utf-8",
    )
    out = tmp_path / "links.csv"
    assert (
        main(
            [
                "link",
                *(str(tmp_path / f) for f in ("a.csv", "b.csv")),
                "--model",
                str(tmp_path / "m.yaml"),
                "--out",
                str(out),
            ]
        )
        == 0
    )
    links = pd.read_csv(out)
    made = links[links.decision == "link"]
    assert (made.key_a == made.key_b).mean() >= 0.995
    assert len(made) >= 0.7 * len(a)


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_models_load(name: str) -> None:
    model = load_file_model(name)
    assert model.fields
    assert {"population", "household", "social_insurance", "land", "febrl"} <= set(shipped_models())


def failing(tmp_path: Path, model: str, a: pd.DataFrame, b: pd.DataFrame) -> list[str]:
    a.to_csv(tmp_path / "a.csv", index=False)
    b.to_csv(tmp_path / "b.csv", index=False)
    return [
        "link",
        str(tmp_path / "a.csv"),
        str(tmp_path / "b.csv"),
        "--model",
        model,
        "--out",
        str(tmp_path / "o.csv"),
    ]


def test_clear_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = febrl_like(20, 1)
    cases = [
        (failing, (tmp_path, "febrl", a.drop(columns="date_of_birth"), b), ("a.csv", "date_of_birth")),
        (failing, (tmp_path, "febrl", a, pd.concat([b, b.head(2)])), ("b.csv", "rec_id", "2")),
        (failing, (tmp_path, "no_such_model", a, b), ("no_such_model",)),
    ]
    for make, arguments, words in cases:
        assert main(make(*arguments)) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert all(word in said for word in words), said
    bad = tmp_path / "bad.yaml"
    for text in ("key: x\nfields: [{name: n, compare: magic, columns: c}]", "key: x", "- 1", "a: ["):
        bad.write_text(text)
        assert main(failing(tmp_path, str(bad), a, b)) == 2
        assert "bad.yaml" in capsys.readouterr().err
    assert (
        main(["link", str(tmp_path / "nowhere.csv"), str(tmp_path / "b.csv"), "--model", "febrl", "--out", "x.csv"])
        == 2
    )


def test_an_empty_column_and_a_crowded_block_are_no_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = febrl_like(400, 2)
    a["suburb"] = None
    a["date_of_birth"] = b["date_of_birth"] = "19000101"
    assert main(failing(tmp_path, "febrl", a, b)) == 0
    assert f1(pd.read_csv(tmp_path / "o.csv"), 400) > 0.97
