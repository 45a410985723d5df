"""The state of a run is used whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from doisoat.linkage.state import REMEASURE, About, InputFile, Measurement, read_about
from doisoat.runs.link_report import Estimate, Estimates, MeasuredIn, ModelFit, Without

SURE = (0.99, 0.98, 1.0)
FIGURES = Measurement(
    "r",
    100,
    estimate=Estimates(Estimate(SURE, SURE, Without(SURE, SURE, 0.1, 50), 3.0, -4.0, 90, 10)),
    model_fit=ModelFit(True, {"name": {"same": 0.01}}, ()),
)
ABOUT = About("m1", {"accept_bits": 3.0}, 3, {"f": InputFile("population", ("s",))}, (("s", "1"),), FIGURES)


def test_a_state_fits_the_same_model_settings_and_sources_only() -> None:
    assert ABOUT.fits(replace(ABOUT, files={}, measured=None))  # other files and decisions are what a change is
    for other in (
        replace(ABOUT, model="m2"),
        replace(ABOUT, settings={"accept_bits": 4.0}),
        replace(ABOUT, residents=2),
        replace(ABOUT, engine="0.0.1"),
        replace(ABOUT, format=ABOUT.format - 1),
    ):
        assert not ABOUT.fits(other)


MOST = int(REMEASURE * 100)


@pytest.mark.parametrize(("changed", "fits"), [(0, True), (MOST, True), (MOST + 1, False)])
def test_after_enough_changes_everything_is_measured_anew(changed: int, fits: bool) -> None:
    assert replace(ABOUT, measured=replace(FIGURES, changed=changed)).fits(ABOUT) is fits
    assert not replace(ABOUT, measured=None).fits(ABOUT)


def test_a_description_comes_back_as_it_was_written_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    ABOUT.write(tmp_path)
    assert read_about(tmp_path) == ABOUT
    body = json.loads((tmp_path / "about.json").read_text())
    for damaged in ("", "{", json.dumps({**body, "unknown": 1}), json.dumps({"model": "m"})):
        (tmp_path / "about.json").write_text(damaged)
        assert read_about(tmp_path) is None
    assert read_about(tmp_path / "none") is None
    assert read_about(None) is None


def test_figures_are_carried_on_with_the_name_of_the_run_that_measured_them() -> None:
    again = FIGURES.carried_on(5).carried_on(7)
    assert again.told == MeasuredIn("r", 100, 12)
    assert (again.estimate, again.model_fit) == (FIGURES.estimate, FIGURES.model_fit)
