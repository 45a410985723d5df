"""A planned run: which read of each source it uses, which communes it is about, which published run it follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from doisoat.runs.files import RunFiles

__all__ = ["Input", "RowCounts", "Run"]


@dataclass(frozen=True)
class RowCounts:
    """What became of the rows of a source when it was standardised."""

    rows_in: int = 0
    rows_out: int = 0
    rows_quarantined: int = 0
    rows_skipped: int = 0
    rows_partly_quarantined: int = 0


@dataclass(frozen=True)
class Input:
    """One source as a run sees it.

    Attributes:
        source_id: the source.
        status: read, stale, missing or held (see ``pipeline.runs.STATUSES``).
        standardised: where its canonical form lies; None: nothing of it is used.
        as_of: the day it speaks of.
        read_at: when it was read.
        ingest: the ingest that read it.
        quality: the verdict of its validation.
        message_vi: why it is not simply read; Vietnamese.
        rows: rows used by canonical table.
        results: where the results of the expectations lie.
        ledger: what became of its rows.
    """

    source_id: str
    status: str
    standardised: str | None
    as_of: str | None
    read_at: str | None
    ingest: str | None
    quality: str | None
    message_vi: str | None
    rows: dict[str, int]
    results: str | None = None
    ledger: RowCounts = field(default_factory=RowCounts)

    @property
    def used(self) -> bool:
        """Whether the run has rows of this source."""
        return self.standardised is not None


@dataclass(frozen=True)
class Run:
    """A planned run."""

    id: str
    as_of: str
    communes: tuple[str, ...] | None
    prior: str | None
    inputs: dict[str, Input]

    @property
    def files(self) -> RunFiles:
        """Where the run's files lie."""
        return RunFiles(self.id)
