"""Neighbouring plots are not one parcel: dense sheets at three levels with numbers mistyped, and single cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage import LinkResult
from tests.linkage.sheets import LEVELS, UNIT, Measured, Rates, Sheets, linked, make, measure, mistyped

CASES = {
    "as in the field": Rates(),
    "no codes, no certificates": replace(Rates(), no_code=1.0, no_certificate=1.0),
    "plots of one size everywhere": replace(Rates(), town=1.0),
    "many absent": replace(Rates(), absent=0.1),
}


@pytest.fixture(scope="module", params=CASES, ids=list(CASES))
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("sheets")
    sheets = make(folder / "in", seed=1, sheets=3, most=160, rates=CASES[request.param])
    return measure(sheets, linked(sheets, folder), folder)


def test_no_neighbour_is_taken_for_the_parcel(measured: Measured) -> None:
    assert measured.wrong == 0
    assert measured.recall >= 0.99
    # what is not linked is asked about
    assert measured.recall + measured.review_true / measured.true_pairs >= 0.997


def test_few_pairs_are_left_to_people(measured: Measured) -> None:
    assert measured.review <= 0.015 * measured.true_pairs


def test_absences_are_found_and_not_made_up(measured: Measured) -> None:
    precision, recall = measured.absent
    assert recall >= 0.98
    assert precision >= 0.95


@pytest.fixture(scope="module")
def background(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheets, LinkResult]:
    folder = tmp_path_factory.mktemp("background")
    sheets = make(folder / "in", seed=3, sheets=2, most=120)
    return sheets, linked(sheets, folder)


class Two:
    """Records put into the background, on a sheet of their own; ``together``: whether all are one parcel."""

    def __init__(self, folder: Path, background: tuple[Sheets, LinkResult]) -> None:
        self.folder, self.sheets, self.model = folder, background[0], background[1].model
        self.rows: list[tuple[str, str, float, str, str | None, str | None]] = []

    def put(
        self,
        level: str,
        number: str,
        area: float,
        holder: str = "Lý Văn Tám",
        code: str | None = None,
        serial: str | None = None,
    ) -> None:
        self.rows.append((level, number, area, holder, code, serial))

    def entities(self) -> list[str]:
        parcels, rights, papers = [], [], []
        for i, (level, number, area, holder, code, serial) in enumerate(self.rows):
            key = f"X{i}"
            of = {"source_id": LEVELS[level], "parcel_key": key}
            parcels.append(
                {
                    **of,
                    "record_key": key,
                    "parcel_code": code,
                    "unit_code": UNIT,
                    "unit_candidates": UNIT,
                    "unit_current": UNIT,
                    "unit_status": "current",
                    "map_sheet_no": "77",
                    "parcel_no": number,
                    "area_m2": area,
                    "land_use": "ONT",
                }
            )
            rights.append(
                {
                    **of,
                    "record_key": f"right:{key}/1",
                    "holder_kind": "individual",
                    "holder_name": holder,
                    "holder_name_key": holder.lower(),
                }
            )
            if serial:
                papers.append({**of, "record_key": f"certificate:{key}", "serial": serial})
        files = {table: list(paths) for table, paths in self.sheets.files.items()}
        for table, rows in (("parcel", parcels), ("right", rights), ("certificate", papers)):
            if rows:
                path = self.folder / f"{table}.parquet"
                pd.DataFrame(rows).to_parquet(path, index=False)
                files[table].append(path)
        result = linked(replace(self.sheets, files=files), self.folder, model=self.model)
        self.links = pd.read_parquet(result.links)
        found = pd.read_parquet(result.entities).query("table == 'parcel'").set_index("record").entity_id
        return [found[f"X{i}"] for i in range(len(self.rows))]

    def asked(self) -> int:
        """Pairs of these records a person is asked about."""
        mine = self.links.record_a.str.startswith("X") & self.links.record_b.str.startswith("X")
        return int((mine & (self.links.decision == "review") & (self.links.entity_kind == "parcel")).sum())


@pytest.fixture
def two(tmp_path: Path, background: tuple[Sheets, LinkResult]) -> Two:
    return Two(tmp_path, background)


def test_a_near_number_is_no_evidence_by_itself(two: Two) -> None:
    two.put("central", "25", 784.0)
    two.put("commune", "26", 107.0)
    first, second = two.entities()
    assert first != second
    assert two.asked() == 0


def test_one_holder_with_two_plots_of_one_size_is_asked_about_at_most(two: Two) -> None:
    for level, number in (("central", "25"), ("central", "26"), ("commune", "26")):
        two.put(level, number, 120.0)
    first, second, third = two.entities()
    assert second == third != first
    assert two.asked() == 0  # the central level holds both: nobody has to be asked whether 25 is 26


@pytest.mark.parametrize(
    "more", [{"code": "w3gvx2abcdef"}, {"serial": "BN 765432"}, {}], ids=["code", "certificate", "area and holder"]
)
def test_a_slip_that_something_supports_is_still_linked(two: Two, more: dict[str, str]) -> None:
    two.put("central", "25", 784.3, **more)
    two.put("province", "25", 784.3, **more)
    two.put("commune", "52", 784.3, **more)
    assert len(set(two.entities())) == 1


def test_a_slip_against_another_code_and_paper_is_not(two: Two) -> None:
    two.put("central", "25", 120.0, code="w3gvx2abcdef", serial="BN 765432")
    two.put("commune", "26", 120.0, code="w3gvx2abcdeg", serial="BN 765433")
    first, second = two.entities()
    assert first != second
    assert two.asked() == 0


@given(st.integers(1, 999), st.integers(0, 10**6))
def test_mistyped_numbers_are_other_numbers(number: int, seed: int) -> None:
    import numpy as np

    found = mistyped(np.random.default_rng(seed), str(number))
    assert found != str(number)
    assert found.isdigit()
    assert int(found) > 0
