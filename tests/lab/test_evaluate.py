"""Evaluation on hand-made pairs of a run and its truth: what it must find right, and what it must find wrong."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from doisoat.errors import DoisoatError
from doisoat_lab.cli.evaluate import evaluate as command
from doisoat_lab.evaluate import Evaluation, Score, evaluate

C, P, X = "population.central.bca", "population.province.68", "population.commune.23122"
PERSON = {"register": "population", "table": "population", "entity_kind": "person"}
ENTITIES = [  # source, level, key, sheet, row, entity
    (C, "central", "1", None, None, "A"),
    (C, "central", "2", None, None, "B"),
    (C, "central", "3", None, None, "C"),
    (P, "province", "1", None, None, "A"),
    (P, "province", "2", None, None, "B"),
    (P, "province", "3", None, None, "C"),
    (X, "commune", None, "Tờ 01", 8, "A"),
    (X, "commune", None, "Tờ 02", 8, "B"),
]
SURROGATE: dict[tuple[Any, Any], str] = {("Tờ 01", 8): "s_1", ("Tờ 02", 8): "s_2"}
DISCREPANCIES = [
    ("value_differs", "person", "A", "sex", [C, P], [f"{C}|1", f"{X}|book.xlsx!Tờ 01!8"]),
    ("value_differs", "person", "B", "sex", [C, P], [f"{C}|2", f"{P}|2"]),
    ("stale_unit_code", "person", "C", "unit_code", [P], [f"{P}|3"]),
    ("one_identifier_two_people", "person", "A|B", "personal_id", [C], [f"{C}|1", f"{C}|2"]),
]


def _file(source: str) -> str:
    return "book.xlsx" if source == X else "cong_dan"


class Pair:
    """A truth and the run that agrees with it; a test then spoils the run."""

    def __init__(self) -> None:
        self.truth = [
            {
                **PERSON,
                "source": s,
                "level": lv,
                "record": k,
                "lineage_file": _file(s),
                "lineage_sheet": sh,
                "lineage_row": r,
                "entity_id": e,
                "readable": True,
            }
            for s, lv, k, sh, r, e in ENTITIES
        ]
        self.truth.append({**self.truth[-1], "lineage_row": 9, "entity_id": "D", "readable": False})
        self.truth_found = [self._found(*d) for d in DISCREPANCIES]
        self.records = [
            {
                **{k: v for k, v in t.items() if k != "readable"},
                "entity_id": f"p_{t['entity_id']}",
                "record": t["record"] or SURROGATE[t["lineage_sheet"], t["lineage_row"]],
            }
            for t in self.truth
            if t["readable"]
        ]
        self.found = [
            {
                **d,
                "entity_id": "|".join(f"p_{e}" for e in d["entity_id"].split("|")),
                "records": [n.replace("book.xlsx!Tờ 01!8", "s_1") for n in d["records"]],
            }
            for d in self.truth_found
        ]
        self.ledger = [{"source": X, "rows_in": 20, "rows_out": 2, "rows_quarantined": 1, "rows_skipped": 17}]
        self.quarantine = [
            {"source": X, "lineage_file": "book.xlsx", "lineage_sheet": "Tờ 02", "lineage_row": 9, "reason": "r"}
        ]
        link = {"entity_kind": "person", "source_a": C, "record_a": "1", "source_b": P, "record_b": "1"}
        self.links: list[dict[str, Any]] = [
            {**link, "decision": "link"},
            {**link, "record_b": "2", "decision": "review"},
        ]
        self.harmless = [
            {"case": "namesakes", "case_no": 1, "entity_id": "A"},
            {"case": "namesakes", "case_no": 1, "entity_id": "C"},
        ]

    @staticmethod
    def _found(kind: str, of: str, ids: str, field: str, sources: list[str], records: list[str]) -> dict[str, Any]:
        return {
            "fingerprint": f"{kind}{ids}",
            "kind": kind,
            "entity_kind": of,
            "entity_id": ids,
            "field": field,
            "sources": sources,
            "records": records,
        }

    def write(self, folder: Path) -> tuple[Path, Path]:
        data, truth = folder / "out" / "published" / "r1" / "data", folder / "truth"
        data.mkdir(parents=True)
        truth.mkdir()
        (folder / "out" / "published" / "current.json").write_text(json.dumps({"run": "r1"}))
        for path, rows in {
            truth / "entities": self.truth,
            truth / "discrepancies": self.truth_found,
            truth / "harmless": self.harmless,
            data / "records": self.records,
            data / "discrepancies": self.found,
            data / "ledger": self.ledger,
            data / "quarantine": self.quarantine,
            data / "links": self.links,
        }.items():
            frame = pd.DataFrame(rows)
            if "lineage_row" in frame:
                frame["lineage_row"] = frame["lineage_row"].astype("Int32")
            frame.to_parquet(path.with_suffix(".parquet"), index=False)
        return folder / "out", truth

    def evaluate(self, folder: Path) -> Evaluation:
        return evaluate(*self.write(folder))


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_perfect_run(pair: Pair, tmp_path: Path) -> None:
    result = pair.evaluate(tmp_path)
    assert result.clusters == {"person": Score(7, 7, 7)}  # A, B three records each, C two
    assert result.across == {"person": Score(7, 7, 7)}
    assert {k: (s.precision, s.recall) for k, s in result.kinds.items()} == dict.fromkeys(
        ("value_differs", "stale_unit_code", "one_identifier_two_people"), (1.0, 1.0)
    )
    assert result.worst() == []
    assert result.harmless == {"namesakes": (1, 0)}
    assert result.links == {"person": Score(1, 1, 1)}
    assert result.rows.accounted


def test_two_people_made_one(pair: Pair, tmp_path: Path) -> None:
    for row in pair.records:
        row["entity_id"] = "p_A" if row["entity_id"] == "p_B" else row["entity_id"]
    result = pair.evaluate(tmp_path)
    assert result.clusters["person"] == Score(7, 16, 7)
    assert result.across["person"] == Score(7, 13, 7)  # A and B at one level are no pair across levels


def test_one_person_made_two(pair: Pair, tmp_path: Path) -> None:
    pair.records[0]["entity_id"] = "p_new"
    assert pair.evaluate(tmp_path).clusters["person"] == Score(7, 5, 5)


def test_a_record_without_natural_key_is_found_by_its_row(pair: Pair, tmp_path: Path) -> None:
    pair.records[6]["lineage_row"] = 99
    result = pair.evaluate(tmp_path)
    assert (result.rows.lost, result.rows.unknown) == (1, 1)
    assert not result.rows.accounted
    assert result.clusters["person"].recall < 1
    assert result.kinds["value_differs"].correct == 1  # a finding on the unknown record is not about A alone


def test_lost_record_costs_recall_only(pair: Pair, tmp_path: Path) -> None:
    del pair.records[0]
    assert pair.evaluate(tmp_path).clusters["person"] == Score(7, 5, 5)


@pytest.mark.parametrize(
    ("change", "kind", "score"),
    [
        ({"field": "date_of_birth"}, "value_differs", Score(2, 2, 1)),
        ({"records": [f"{C}|3"]}, "value_differs", Score(2, 2, 1)),
        ({"records": [f"{C}|1", f"{C}|2"]}, "value_differs", Score(2, 2, 1)),
        ({"kind": "unknown_unit"}, "unknown_unit", Score(0, 1, 0)),
        ({"sources": [C]}, "value_differs", Score(2, 2, 2)),  # an entity's finding is one over all sources
    ],
)
def test_a_finding_must_agree(pair: Pair, tmp_path: Path, change: dict[str, Any], kind: str, score: Score) -> None:
    pair.found[0] |= change
    assert pair.evaluate(tmp_path).kinds[kind] == score


def test_source_scope_needs_the_source(pair: Pair, tmp_path: Path) -> None:
    pair.found[2]["sources"] = [C]
    assert pair.evaluate(tmp_path).kinds["stale_unit_code"] == Score(1, 1, 0)


def test_one_of_two_people_is_not_enough(pair: Pair, tmp_path: Path) -> None:
    pair.found[3]["records"] = [f"{C}|1"]
    assert pair.evaluate(tmp_path).kinds["one_identifier_two_people"] == Score(1, 1, 0)


def test_the_same_finding_twice_costs_precision(pair: Pair, tmp_path: Path) -> None:
    pair.found.append({**pair.found[1], "fingerprint": "again"})
    score = pair.evaluate(tmp_path).kinds["value_differs"]
    assert score == Score(2, 3, 2)
    assert score.recall == 1.0


def test_missed_and_invented_are_named(pair: Pair, tmp_path: Path) -> None:
    pair.found[2] |= {"kind": "unknown_unit"}
    run, truth = pair.write(tmp_path)
    result = evaluate(run, truth, examples=3)
    assert result.worst() == ["stale_unit_code", "unknown_unit"]
    assert result.examples["stale_unit_code"] == {"missed": [("unit_code", P, "C")]}
    assert result.examples["unknown_unit"] == {"false": [("unit_code", P, "C")]}
    assert result.harmless == {"namesakes": (1, 1)}


@pytest.mark.parametrize("spoil", ["ledger", "quarantine", "through"])
def test_rows_unaccounted_for(pair: Pair, tmp_path: Path, spoil: str) -> None:
    if spoil == "ledger":
        pair.ledger[0]["rows_out"] = 1
    elif spoil == "quarantine":
        pair.quarantine[0]["lineage_row"] = 8
    else:
        pair.records.append({**pair.records[-1], "record": "s_9", "lineage_row": 9})
    rows = pair.evaluate(tmp_path).rows
    assert not rows.accounted
    assert (rows.unbalanced, rows.unreadable - rows.quarantined, rows.let_through) == (
        int(spoil == "ledger"),
        int(spoil == "quarantine"),
        int(spoil == "through"),
    )


def test_wrong_links_are_counted(pair: Pair, tmp_path: Path) -> None:
    pair.links[1]["decision"] = "link"
    assert pair.evaluate(tmp_path).links["person"].precision == 0.5


def test_what_is_missing_is_named(pair: Pair, tmp_path: Path) -> None:
    run, truth = pair.write(tmp_path)
    (truth / "entities.parquet").unlink()
    with pytest.raises(DoisoatError, match=r"entities\.parquet is missing"):
        evaluate(run, truth)
    with pytest.raises(DoisoatError, match=r"published/current\.json is missing"):
        evaluate(truth, truth)


def test_command_prints_and_writes(pair: Pair, tmp_path: Path) -> None:
    run, truth = pair.write(tmp_path)
    done = CliRunner().invoke(
        command, [str(run / "published"), "--truth", str(truth), "--out", str(tmp_path / "e" / "e.json")]
    )
    assert done.exit_code == 0, done.output
    assert "every row accounted for: yes" in done.output
    figures = json.loads((tmp_path / "e" / "e.json").read_text(encoding="utf-8"))
    assert figures["clusters"]["person"]["f1"] == 1.0
    assert figures["worst"] == []


def test_findings_about_the_linkage_are_counted_not_judged(pair: Pair, tmp_path: Path) -> None:
    two = [f"{C}|1", f"{C}|2"]
    pair.found += [
        pair._found("link_contradiction", "person", "p_A|p_B", "sex", [C], two),
        pair._found("link_contradiction", "person", "p_A|p_X", "sex", [C, P], [f"{C}|1", f"{P}|1"]),
    ]
    result = pair.evaluate(tmp_path)
    assert "link_contradiction" not in result.kinds
    assert result.linkage == {"link_contradiction": (2, 1)}
    assert result.figures()["of_linkage"] == {"link_contradiction": {"found": 2, "one_entity": 1}}
