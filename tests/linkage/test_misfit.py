"""Whether a frozen model still fits: the same registers do, changed ones are named."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from doisoat.linkage.misfit import changed, divergence
from doisoat.linkage.model import PERSON_FIELDS
from doisoat.registers.messages import text
from doisoat.runs.link_report import ModelFit
from tests.linkage.province import Province, fold, make

DATE = next(f for f in PERSON_FIELDS if f.name == "date")
COUNTS = st.lists(st.integers(0, 5000), min_size=len(DATE.levels), max_size=len(DATE.levels))


@given(COUNTS, COUNTS)
def test_divergence_is_symmetric_in_bounds_and_zero_for_the_same_shares(one: list[int], two: list[int]) -> None:
    bits, chance = divergence(DATE, one, two)
    assert 0 <= bits <= 1
    assert 0 <= chance <= 1
    again = divergence(DATE, one, [3 * x for x in one])
    assert again[0] == pytest.approx(0, abs=1e-9)
    assert not changed(DATE, one, one)


def test_large_data_do_not_alarm_over_a_small_difference() -> None:
    rng = np.random.default_rng(1)
    shares = np.array([0, 0.95, 0.01, 0.02, 0.01, 0.005, 0.005, 0, 0, 0, 0])
    slightly = shares + np.array([0, -0.01, 0.005, 0.005, 0, 0, 0, 0, 0, 0, 0])
    swapped = shares + np.array([0, -0.2, 0.2, 0, 0, 0, 0, 0, 0, 0, 0])
    before = rng.multinomial(1_000_000, shares).tolist()
    assert divergence(DATE, before, rng.multinomial(1_000_000, slightly).tolist())[1] < 1e-9
    assert not changed(DATE, before, rng.multinomial(1_000_000, slightly).tolist())
    assert changed(DATE, before, rng.multinomial(500, swapped).tolist())


def run(linked: LinkResult, files: dict[str, list[Path]], folder: Path) -> ModelFit:
    result = link(LinkInputs.of(files), LinkConfig(), None, linked.model, folder / "w", folder / "o")
    return result.report.model_fit


def test_other_people_of_the_same_registers_fit(linked: LinkResult, tmp_path: Path) -> None:
    assert linked.report.model_fit.fits
    other = make(tmp_path / "p", 700, seed=77)
    assert run(linked, other.files, tmp_path).warnings == ()


def test_a_register_read_wrongly_is_named(province: Province, linked: LinkResult, tmp_path: Path) -> None:
    files = dict(province.files)
    files["population"] = []
    for path in province.files["population"]:
        frame = pd.read_parquet(path)
        frame["full_name"] = frame.full_name.map(fold)
        if ".commune." in frame.source_id[0]:
            parts = frame.date_of_birth.fillna("").str.split("-")
            frame["date_of_birth"] = [
                f"{p[0]}-{p[2]}-{p[1]}" if len(p) == 3 and int(p[2]) <= 12 else d
                for p, d in zip(parts, frame.date_of_birth, strict=True)
            ]
        files["population"].append(tmp_path / path.parent.name)
        frame.to_parquet(files["population"][-1], index=False)
    found = run(linked, files, tmp_path)
    warnings = found.warnings
    assert not found.fits
    assert ("LINK-MISFIT", "date") in {(w["code"], w.get("field")) for w in warnings}
    assert ("population", "accents") in {(w.get("register"), w.get("what")) for w in warnings}
    for warning in warnings:
        for language in ("vi", "en"):
            assert "{" not in text(str(warning["code"]), {k: v for k, v in warning.items() if k != "code"}, language)
