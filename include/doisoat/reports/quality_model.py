"""What the provincial quality report shows, as data: the pipeline fills it, the template only lays it out.

Invariant: nothing here holds a value of a register. Rows are named by ``record_ref`` and by where they stand (file,
sheet, row), which is enough for the office that keeps the file and for nobody else.
"""

from collections import Counter
from dataclasses import dataclass

STATUSES = ("read", "late", "stale", "missing", "held")
"""What became of a source: read; read after the cut-off; only an older extract was there; not read at all; read but
held back by a quality threshold."""


@dataclass(frozen=True)
class SourceLine:
    """One configured source and what became of it in this run."""

    source_id: str
    title: str
    register: str
    level: str
    status: str
    as_of: str | None = None
    rows_in: int = 0
    rows_out: int = 0
    quarantined: int = 0
    skipped: int = 0
    verdict: str | None = None
    reasons: tuple[str, ...] = ()
    message: str | None = None
    partly_quarantined: int = 0
    """Of ``rows_out``: rows of which a part is in quarantine."""


@dataclass(frozen=True)
class AspectScore:
    """Checks made and failed for one of đúng (``dung``), đủ (``du``), sạch (``sach``), sống (``song``).

    ``history`` holds the share of checks met in earlier runs, oldest first, without this run's.
    """

    aspect: str
    evaluated: int
    failed: int
    history: tuple[float, ...] = ()

    @property
    def met(self) -> float | None:
        """Share of checks met, None when none was made."""
        return 1 - self.failed / self.evaluated if self.evaluated else None


@dataclass(frozen=True)
class CommuneLine:
    """One commune (code null: rows whose commune does not resolve): per register rows, rows that break a critical or
    warning rule, and discrepancies."""

    code: str | None
    name: str
    rows: dict[str, int]
    failing: dict[str, int]
    discrepancies: dict[str, int]


@dataclass(frozen=True)
class FailingRow:
    """A row that broke a rule, by reference and place."""

    source_id: str
    record_ref: str
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class SourceShare:
    """One rule in one source."""

    source_id: str
    outcome: str
    evaluated: int
    failed: int
    reason: str | None = None


@dataclass(frozen=True)
class ExpectationLine:
    """One rule over all sources of the run.

    Args:
        id: e.g. ``POP-003``.
        table: canonical table.
        title: what the data should be.
        how_to_fix: what to do with the rows that are not so.
        severity: critical, warning or info.
        dimension: one of the six.
        sources: the rule in each source.
        history: share of failing rows in earlier runs, oldest first, without this run's; None where not asked.
        rows: the first failing rows.
        total_rows: how many failing rows there are.
    """

    id: str
    table: str
    title: str
    how_to_fix: str
    severity: str
    dimension: str
    sources: tuple[SourceShare, ...]
    history: tuple[float | None, ...] = ()
    rows: tuple[FailingRow, ...] = ()
    total_rows: int = 0

    @property
    def evaluated(self) -> int:
        """Rows the rule spoke about."""
        return sum(item.evaluated for item in self.sources)

    @property
    def failed(self) -> int:
        """Rows that broke it."""
        return sum(item.failed for item in self.sources)

    @property
    def share(self) -> float:
        """Failing rows per evaluated row."""
        return self.failed / self.evaluated if self.evaluated else 0.0

    @property
    def outcome(self) -> str:
        """fail when it fails in a source; else error when it could not be evaluated in one; else pass."""
        outcomes = {item.outcome for item in self.sources}
        return "fail" if "fail" in outcomes else "error" if "error" in outcomes else "pass"

    def count(self, outcome: str) -> int:
        """Number of sources with that outcome."""
        return sum(item.outcome == outcome for item in self.sources)


@dataclass(frozen=True)
class DiscrepancyLine:
    """One kind of discrepancy: number now, of which new, by commune code (null: not resolved)."""

    kind: str
    title: str
    severity: str
    found: int
    new: int
    by_commune: dict[str | None, int]


@dataclass(frozen=True)
class LedgerLine:
    """What one step did with one source's rows."""

    source_id: str
    step: str
    rows_in: int
    rows_out: int
    quarantined: int
    skipped: int
    partly_quarantined: int = 0
    """Of ``rows_out``: rows of which a part is in quarantine."""

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows_in == self.rows_out + self.quarantined + self.skipped


Share = tuple[float, float, float]
"""An estimated share with both ends of its 95 % interval."""


@dataclass(frozen=True)
class LinkQuality:
    """How sure the links of people are, and whether the linkage model fits.

    Args:
        precision: share of right ones among linked records; None where it could not be estimated. Likewise recall.
        recall: share of the records that belong to somebody else's record and were linked to it.
        precision_without: precision of records that bear no number; likewise recall_without.
        recall_without: see above.
        hidden: records whose number was hidden for the estimate.
        linked: linked records of people.
        linked_without: those of them linked without a number in common.
        waiting: (kind of entity in Vietnamese, pairs that wait for a person).
        model: content hash of the model; None when not known.
        model_run: run that trained it.
        fits: whether it fits the records; None when not checked.
        warnings: where it does not, and what to do; Vietnamese.
        measured_in: run in which estimate and fit were taken.
        measured_records: records of people it had.
        changed: how many of them changed since.
        again: (kind in Vietnamese, changed records, groups of records linked again); None where all were linked.
    """

    precision: Share | None
    recall: Share | None
    precision_without: Share | None
    recall_without: Share | None
    hidden: int
    linked: int
    linked_without: int
    waiting: tuple[tuple[str, int], ...]
    model: str | None
    model_run: str | None
    fits: bool | None
    warnings: tuple[str, ...]
    measured_in: str | None
    measured_records: int = 0
    changed: int = 0
    again: tuple[tuple[str, int, int], ...] | None = None


@dataclass(frozen=True)
class QualityReport:
    """Everything on the page.

    Args:
        run: id of the run.
        province: Vietnamese name.
        as_of: date of the run, ``YYYY-MM-DD``; also the date printed on the report.
        scope: one line on what the run covers, Vietnamese.
        sources: one a configured source.
        aspects: four, in the order đúng, đủ, sạch, sống.
        communes: one a commune covered, the unresolved last.
        expectations: one a rule asked.
        discrepancies: one a kind found.
        ledger: one a source and step.
        earlier_runs: labels (dates ``YYYY-MM-DD``) of the runs behind every ``history``, oldest first.
        links: how sure the links are; None when not known.
        rows_link: file beside the report with every failing row, relative; None when there is none.
        discrepancies_link: likewise for the discrepancies.
        first_rows: how many failing rows a rule shows on the page.
    """

    run: str
    province: str
    as_of: str
    scope: str
    sources: tuple[SourceLine, ...]
    aspects: tuple[AspectScore, ...]
    communes: tuple[CommuneLine, ...]
    expectations: tuple[ExpectationLine, ...]
    discrepancies: tuple[DiscrepancyLine, ...]
    ledger: tuple[LedgerLine, ...]
    earlier_runs: tuple[str, ...] = ()
    links: LinkQuality | None = None
    rows_link: str | None = None
    discrepancies_link: str | None = None
    first_rows: int = 5

    @property
    def tally(self) -> dict[str, int]:
        """Sources read, stale, missing and held back, as the run's summary counts them: one read late is read."""
        counts = Counter("read" if item.status == "late" else item.status for item in self.sources)
        return {status: counts[status] for status in STATUSES if status != "late"}
