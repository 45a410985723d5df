"""How well a run did on a synthetic province: entities and discrepancies against the truth, every row accounted for.

Records are matched by the source's own key, or by file, sheet and row where it has none. Entities are compared as pairs
of records from a contingency table (never by listing pairs). A finding counts as correct when truth has one of the same
kind, field, entities (and sources, for kinds about one source); each truth can be found once, so that an entity wrongly
split in two, and reported twice, costs precision. A finding that is not in the truth is false.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from doisoat.errors import DoisoatError
from doisoat.registers.messages import Message, register_messages
from doisoat.runs.files import CURRENT
from doisoat.runs.local import publication
from doisoat.sqlwork import Limits, Session, open_session, parquet
from doisoat_lab.paths import SQL

#: Kinds with one finding a source (the others have one over all sources).
BY_SOURCE = (
    "duplicate_in_source",
    "stale_unit_code",
    "unknown_unit",
    "stale_village",
    "unknown_village",
    "household_without_head",
    "household_two_heads",
    "two_parcels_one_key",
)

#: Kinds about the linkage itself: truth has none of them, so they are counted, not judged.
OF_LINKAGE = ("link_contradiction",)

#: Kinds about a source as a whole: nothing the synthetic province has a truth for.
OF_SOURCES = ("reference_missing",)

register_messages(
    {
        "EVAL-RUN": Message(
            "{path}: không phải kết quả của `doisoat run` (thiếu {missing}).",
            "{path} is not the output of `doisoat run`: {missing} is missing.",
        ),
        "EVAL-TRUTH": Message(
            "{path}: không phải thư mục truth/ của `doisoat synth` (thiếu {missing}).",
            "{path} is not the truth/ folder of `doisoat synth`: {missing} is missing.",
        ),
    }
)


@dataclass(frozen=True)
class Score:
    """Agreement of two sets by counts.

    Args:
        wanted: in the truth.
        found: in the run.
        correct: in both.
    """

    wanted: int
    found: int
    correct: int

    @property
    def precision(self) -> float:
        """Share of what was found that is true; 1 when nothing was found."""
        return self.correct / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 1 when there was nothing to find."""
        return self.correct / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.wanted + self.found
        return 2 * self.correct / total if total else 1.0

    def figures(self) -> dict[str, float]:
        """Counts and shares, for JSON."""
        return {**asdict(self), "precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True)
class Rows:
    """What became of the rows.

    Args:
        records: canonical records of the truth that should be readable.
        lost: those the run does not have.
        unknown: records of the run that truth does not know.
        unreadable: rows of the truth that nobody can read.
        quarantined: those of them in quarantine.
        let_through: unreadable rows the run made records of.
        unbalanced: lines of the ledger that do not balance.
    """

    records: int
    lost: int
    unknown: int
    unreadable: int
    quarantined: int
    let_through: int
    unbalanced: int

    @property
    def accounted(self) -> bool:
        """Whether every row is where it belongs."""
        wrong = self.lost + self.unknown + self.let_through + self.unbalanced
        return wrong == 0 and self.quarantined == self.unreadable


@dataclass(frozen=True)
class Evaluation:
    """Everything `doisoat evaluate` says.

    Args:
        run: run id.
        clusters: entity kind → pairs over all records.
        across: entity kind → pairs of records of different levels.
        links: pairs the run decided to link, judged one by one (`wanted` = `correct`: recall is that of the clusters).
        kinds: kind of discrepancy → findings.
        linkage: kind about the linkage itself → (findings, how many of them are about one true entity).
        harmless: kind of harmless case → (cases, cases with a finding that truth does not have).
        rows: the rows.
        examples: kind → some findings not in truth and some missed, as (field, sources, entities).
    """

    run: str
    clusters: dict[str, Score]
    across: dict[str, Score]
    links: dict[str, Score]
    kinds: dict[str, Score]
    harmless: dict[str, tuple[int, int]]
    rows: Rows
    linkage: dict[str, tuple[int, int]] = field(default_factory=dict)
    examples: dict[str, dict[str, list[tuple[str, str, str]]]] = field(default_factory=dict)

    def worst(self, least: float = 0.95) -> list[str]:
        """Kinds whose precision or recall is below `least`, the worst first."""
        low = {name: min(score.precision, score.recall) for name, score in self.kinds.items()}
        return sorted((name for name, value in low.items() if value < least), key=lambda name: (low[name], name))

    def figures(self) -> dict[str, Any]:
        """The evaluation as JSON."""
        return {
            "run": self.run,
            "clusters": {name: score.figures() for name, score in self.clusters.items()},
            "across_levels": {name: score.figures() for name, score in self.across.items()},
            "links": {name: score.figures() for name, score in self.links.items()},
            "discrepancies": {name: score.figures() for name, score in self.kinds.items()},
            "of_linkage": {name: {"found": n, "one_entity": one} for name, (n, one) in self.linkage.items()},
            "worst": self.worst(),
            "harmless": {name: {"cases": n, "flagged": f} for name, (n, f) in self.harmless.items()},
            "rows": {**asdict(self.rows), "accounted": self.rows.accounted},
            "examples": self.examples,
        }


def evaluate(run: Path, truth: Path, examples: int = 0, memory: str = "2GB") -> Evaluation:
    """Compare a run's published data with the truth.

    Args:
        run: output directory of `doisoat run`, or a published folder.
        truth: truth/ of the synthetic province.
        examples: how many wrong and missed findings to list a kind.
        memory: DuckDB's memory limit.

    Raises:
        DoisoatError: EVAL-RUN, EVAL-TRUTH: a file is missing.
    """
    found = publication(run)
    if found is None:
        raise DoisoatError("EVAL-RUN", path=str(run), missing=CURRENT)
    published, files = found
    with open_session(Limits(memory, None, ordered=False), SQL) as session:
        _open(session, Path(published.data), truth)
        for step in ("matched", "judged"):
            session.make(f"evaluate/{step}")
        for step in ("found", "wanted"):
            session.make(f"evaluate/{step}", by_source=BY_SOURCE)
        clusters, across = _clusters(session)
        scores = {k: Score(w, f, c) for k, w, f, c in session.rows("evaluate/kinds")}
        kinds = {name: score for name, score in scores.items() if name not in (*OF_LINKAGE, *OF_SOURCES)}
        linkage = session.rows("evaluate/of_linkage", kinds=OF_LINKAGE)
        return Evaluation(
            files.run,
            clusters,
            across,
            _links(session),
            kinds,
            _harmless(session),
            _rows(session),
            {name: (found, one) for name, found, one in linkage},
            _examples(session, list(kinds), examples) if examples else {},
        )


def _open(session: Session, data: Path, truth: Path) -> None:
    for name in ("records", "discrepancies", "ledger", "quarantine", "links"):
        _view(session, f"run_{name}", data / f"{name}.parquet", "EVAL-RUN")
    for name in ("entities", "discrepancies", "harmless"):
        _view(session, f"truth_{name}", truth / f"{name}.parquet", "EVAL-TRUTH")
    session.con.execute("CREATE TABLE truth AS SELECT row_number() OVER () AS id, * FROM truth_entities")


def _view(session: Session, name: str, path: Path, code: str) -> None:
    """The file as a view; a file that may be absent as an empty one."""
    if path.is_file():
        session.view(name, parquet(path))
    elif path.stem in ("quarantine", "links", "harmless"):
        session.run(f"evaluate/no_{path.stem}")
    else:
        raise DoisoatError(code, path=str(path.parent), missing=path.name)


def _clusters(session: Session) -> tuple[dict[str, Score], dict[str, Score]]:
    every: dict[str, Score] = {}
    within: dict[str, Score] = {}
    for kind, scope, both, true, found in session.rows("evaluate/clusters"):
        (every if scope == "all" else within)[kind] = Score(true, found, both)
    across = {
        kind: Score(s.wanted - within[kind].wanted, s.found - within[kind].found, s.correct - within[kind].correct)
        for kind, s in every.items()
    }
    return every, across


def _links(session: Session) -> dict[str, Score]:
    rows = session.rows("evaluate/links")
    return {kind: Score(right, total, right) for kind, total, right in rows}


def _harmless(session: Session) -> dict[str, tuple[int, int]]:
    return {name: (cases, flagged) for name, cases, flagged in session.rows("evaluate/harmless")}


def _rows(session: Session) -> Rows:
    records, lost, unknown, through = _one(session, "evaluate/records")
    unbalanced = _one(session, "evaluate/unbalanced")[0]
    places = session.rows("evaluate/unreadable")
    return Rows(
        records, lost, unknown, sum(row[2] for row in places), sum(row[3] for row in places), through, unbalanced
    )


def _one(session: Session, query: str) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in session.row(query))


def _examples(session: Session, kinds: list[str], count: int) -> dict[str, dict[str, list[tuple[str, str, str]]]]:
    out: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
    for label, query in (("false", "false"), ("missed", "missed")):
        for kind in kinds:
            rows = session.rows(f"evaluate/{query}", kind=kind, count=count)
            if rows:
                out.setdefault(kind, {})[label] = [(str(a), str(b), str(c)) for a, b, c in rows]
    return out
