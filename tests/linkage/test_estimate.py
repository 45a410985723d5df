"""What hidden numbers say about a run, against what is true."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from doisoat.linkage.calibrate import Calibration
from doisoat.linkage.estimate import PARTS, HiddenRecords, Kinds, overall
from doisoat.linkage.model import PERSON_FIELDS, load_models
from doisoat.runs.link_report import Estimate
from tests.linkage.province import Province, make


def truly(truth: pd.DataFrame, entities: Path) -> tuple[float, float]:
    """Share of linked records that are with their person, and of records with a partner that were found."""
    both = truth.merge(pd.read_parquet(entities), on=["source", "table", "record"])
    both = both[both.entity_kind == "person"]
    cells = both.groupby(["entity", "entity_id"]).size().rename("n").reset_index()
    of_cluster = cells.groupby("entity_id").n.agg(["sum", "max"])
    of_person = cells.groupby("entity").n.agg(["sum", "max"])
    linked, real = of_cluster[of_cluster["sum"] > 1], of_person[of_person["sum"] > 1]
    found = real["max"].where(real["max"] > 1, 0)
    return linked["max"].sum() / linked["sum"].sum(), found.sum() / real["sum"].sum()


def estimated(result: LinkResult) -> Estimate:
    return result.report.estimate.person


def test_the_estimate_is_near_the_truth(province: Province, linked: LinkResult) -> None:
    found = estimated(linked)
    precision, recall = truly(province.truth, linked.entities)
    assert found.precision[1] - 0.002 <= precision <= found.precision[2] + 0.002
    assert found.recall[0] == pytest.approx(recall, abs=0.01)
    model = load_models(linked.model, {"person": PERSON_FIELDS})["person"]
    assert model.accept_bits == found.accept_bits
    assert model.calibration["true_pairs"] > 100


def test_the_estimate_follows_noise(linked: LinkResult, tmp_path: Path) -> None:
    noisy = make(tmp_path / "p", 700, seed=11, noise=4.0)
    result = link(LinkInputs.of(noisy.files), LinkConfig(), None, None, tmp_path / "w", tmp_path / "o")
    found, clean = estimated(result), estimated(linked)
    precision, recall = truly(noisy.truth, result.entities)
    assert found.recall[0] < clean.recall[0]
    assert found.recall[0] == pytest.approx(recall, abs=0.02)
    assert found.precision[0] == pytest.approx(precision, abs=0.003)


def sample(rows: list[tuple[float, float, float, str]]) -> HiddenRecords:
    own, other, rival = (np.array([r[i] for r in rows], dtype=np.float64) for i in range(3))
    return HiddenRecords(own, other, rival, np.array([PARTS.index(r[3]) for r in rows]))


def test_best_partners_of_hidden_records() -> None:
    never = -1000.0
    found = sample(
        [
            (20.0, 5.0, never, "without"),  # right
            (5.0, 9.0, never, "without"),  # wrong
            (9.0, 8.0, never, "slip"),  # between two rivals: neither
            (never, never, never, "other"),  # never met
            (20.0, 7.0, never, "own_alone"),  # has no partner: its own does not count
            (20.0, 7.0, 6.0, "without_alone"),  # none, and between two others
        ]
    )
    weight, right, missed = found.pairs(2.0)
    assert weight.tolist() == [20.0, 9.0, 7.0]
    assert right.tolist() == [True, False, False]
    assert missed == 3


def test_links_by_numbers_thin_out_the_mistakes_of_the_others() -> None:
    rows = [(20.0, -9.0, -1000.0, "without")] * 99 + [(1.0, 20.0, -1000.0, "without")]
    known = Kinds(*(np.array(c) for c in ([0, 0], [1, 0], [1, 0], [1, 1], [900, 100])))
    found = overall(known, sample(rows), LinkConfig())
    assert found.precision[0] == pytest.approx(1 - 0.1 * 0.01)
    assert found.without_numbers.precision[0] == pytest.approx(0.99)
    tuned = sample(rows).calibration(LinkConfig(), known)
    assert isinstance(tuned, Calibration)
    assert tuned.target_precision == pytest.approx(0.998)
