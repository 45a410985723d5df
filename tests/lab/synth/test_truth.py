"""Truth: every kind of discrepancy is there often enough, harmless things are a third, and the detectors agree."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.detect import detect, kinds
from doisoat_lab.evaluate import BY_SOURCE, OF_LINKAGE, OF_SOURCES
from doisoat_lab.synth import oracle
from doisoat_lab.synth.frames import Chunk, SynthSpec
from doisoat_lab.synth.rates import RATES
from doisoat_lab.synth.truth import TruthWriter
from doisoat_lab.synth.world import generate
from tests.lab.synth.canonical import lineage, write

Truth = tuple[Path, dict[str, Any]]
HOUSEHOLDS = ("household_without_head", "household_two_heads")
FIELDS = {"full_name", "date_of_birth", "sex", "personal_id", "former_id", "unit", "village", "vital_status"}


def _keys(frame: pd.DataFrame) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """What each finding is; households of a population register by the rows of their people, who may have no other."""
    columns = (frame[name] for name in ("kind", "field", "entity_id", "sources", "records"))
    return {
        (
            kind,
            field if isinstance(field, str) else "",
            " ".join(sorted(rows)) if kind in HOUSEHOLDS and sources[0].startswith("population") else ids,
            tuple(sorted(sources)) if kind in BY_SOURCE else (),
        )
        for kind, field, ids, sources, rows in zip(*columns, strict=True)
    }


def test_every_kind_is_there_twenty_times(truth: Truth) -> None:
    counts = truth[1]["discrepancies"]
    # what a linkage makes of the records, and what a source lacks as a whole, is no truth about them
    assert set(counts) == set(kinds()) - {*OF_LINKAGE, *OF_SOURCES}
    assert {kind: n for kind, n in counts.items() if n < 20} == {}


def test_every_field_of_a_differing_value_is_there(truth: Truth) -> None:
    frame = pd.read_parquet(truth[0] / "discrepancies.parquet")
    differs = frame[frame["kind"] == "value_differs"]["field"].value_counts()
    assert set(differs.index) == FIELDS
    assert differs.min() >= 20
    missing = frame[frame["kind"] == "missing_at_level"]["field"].unique()
    assert len(missing) == 12


def test_every_fault_is_put_in(truth: Truth) -> None:
    faults = truth[1]["faults"]
    made_otherwise = {"vital_wrong", "in_two_households"}
    for fault in set(RATES) - made_otherwise - {"garbage"}:
        assert faults[fault] >= 20, fault
    assert faults["death_noted_wrongly"] >= 20
    assert faults["in_two_households"] + faults["in_another_household"] >= 20


def test_a_third_of_what_looks_suspicious_is_harmless(truth: Truth) -> None:
    harmless = truth[1]["harmless"]
    alike = ("namesakes_of_one_year", "spelling_only", "moved_or_staying_elsewhere", "several_participations")
    assert all(harmless[what] for what in harmless)
    innocent = sum(harmless[what] for what in alike)
    # Nobody would suspect anything behind another spelling, a year alone, or a code or label that was right in its day.
    plain = ("spelling_differs", "date_less_precise", "stale_unit_code", "stale_village")
    real = sum(n for kind, n in truth[1]["discrepancies"].items() if kind not in plain)
    assert innocent >= (innocent + real) / 3


def test_entities_name_every_row_once(truth: Truth, chunks: list[Chunk]) -> None:
    entities = pd.read_parquet(truth[0] / "entities.parquet")
    assert len(entities) == sum(len(f) for c in chunks for p in c.parts for f in p.frames.values())
    named = ["source", "table", "record", "lineage_file", "lineage_sheet", "lineage_row"]
    assert not entities.duplicated(named).any()
    garbage = sum(int(f["_garbage"].notna().sum()) for c in chunks for p in c.parts for f in p.frames.values())
    assert (~entities["readable"]).sum() == garbage


def test_records_of_findings_are_rows_of_the_truth(truth: Truth) -> None:
    entities = pd.read_parquet(truth[0] / "entities.parquet")
    place = (
        entities["lineage_file"]
        + "!"
        + entities["lineage_sheet"]
        + "!"
        + entities["lineage_row"].astype("Int64").astype("str")
    )
    known = set(entities["source"] + "|" + entities["record"].fillna(place))
    found = pd.read_parquet(truth[0] / "discrepancies.parquet")
    assert {record for records in found["records"] for record in records} <= known
    for sources, records in zip(found["sources"], found["records"], strict=True):
        assert {r.split("|", 1)[0] for r in records} == set(sources)


def test_truth_is_the_same_twice_and_in_slices(
    spec: SynthSpec, chunks: list[Chunk], truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oracle, "PEOPLE_A_SLICE", 2500)
    writer = TruthWriter(tmp_path, spec)
    for chunk in chunks:
        writer.add(chunk, lineage(chunk).sample(frac=1, random_state=1))
    assert writer.finish() == truth[1]
    for name in ("discrepancies", "faults", "entities"):
        one, two = (pd.read_parquet(folder / f"{name}.parquet") for folder in (truth[0], tmp_path))
        pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("province", "units"),
    [("68", None), ("40", ("17662",)), ("75", ("26359", "26446"))],
)
def test_truth_and_rules_written_apart_agree(
    province: str, units: tuple[str, ...] | None, spec: SynthSpec, chunks: list[Chunk], truth: Truth, tmp_path: Path
) -> None:
    """On true entities and flawlessly read values, the detectors find what the oracle knows, and nothing else."""
    folder = truth[0]
    if units is not None:
        spec = SynthSpec(units, province, 700, 5)
        chunks, folder = list(generate(spec)), tmp_path / "truth"
        writer = TruthWriter(folder, spec)
        for chunk in chunks:
            writer.add(chunk, lineage(chunk))
        writer.finish()
    inputs, entities, sources = write(spec, chunks, tmp_path)
    found = tmp_path / "found.parquet"
    successions = entities.with_name("successions.parquet")
    detect(inputs, entities, sources, spec.units, run="r", out_path=found, successions=successions)
    known = _keys(pd.read_parquet(folder / "discrepancies.parquet"))
    assert known
    assert _keys(pd.read_parquet(found)) == known
