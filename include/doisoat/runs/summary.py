"""What a run found, in figures: what its manifest holds and what people are told; no personal data."""

from __future__ import annotations

from dataclasses import dataclass, field

from doisoat.runs.link_report import Interval, MeasuredIn, ModelWarning

__all__ = ["Again", "DecisionsTold", "LinkFigures", "RunSummary", "SourceStates", "WithoutNumbers"]


@dataclass(frozen=True)
class WithoutNumbers:
    """Of records that bear no number: see ``LinkFigures``; ``hidden``: records whose number was hidden to measure."""

    precision: Interval | None = None
    recall: Interval | None = None
    hidden: int = 0
    linked: int = 0


@dataclass(frozen=True)
class Again:
    """What a run after a run linked again: records that changed, groups of records linked again."""

    changed: int
    groups: int


@dataclass(frozen=True)
class LinkFigures:
    """How sure a run's links are and whether the model fits.

    Attributes:
        precision: of the links of people; None where nothing could be estimated.
        recall: likewise.
        linked: linked records of people.
        without_numbers: the same of those without a number.
        review: pairs that wait for a person, by kind of entity.
        model: content hash of the model.
        model_run: the run that trained it.
        fits: whether it fits; None: not checked.
        warnings: where it does not.
        measured: in which run estimate and fit were taken.
        again: by kind of entity what was linked again; None where everything was linked.
    """

    precision: Interval | None = None
    recall: Interval | None = None
    linked: int = 0
    without_numbers: WithoutNumbers = field(default_factory=WithoutNumbers)
    review: dict[str, int] = field(default_factory=dict)
    model: str | None = None
    model_run: str | None = None
    fits: bool | None = None
    warnings: tuple[ModelWarning, ...] = ()
    measured: MeasuredIn | None = None
    again: dict[str, Again] | None = None


@dataclass(frozen=True)
class SourceStates:
    """The run's sources: how many were read, and which were not, by state (see ``pipeline.runs.STATUSES``)."""

    read: int
    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionsTold:
    """People's decisions about pairs of records: applied, and why the others were not."""

    applied: int = 0
    stale: int = 0
    gone: int = 0
    in_conflict: int = 0


@dataclass(frozen=True)
class RunSummary:
    """A run's figures.

    Attributes:
        run: its id.
        as_of: the day it speaks of.
        communes: those it re-checked; None: the whole province.
        sources: their states.
        messages: by source, why it is not simply read; Vietnamese.
        rows: rows read by source.
        quarantined: rows in quarantine.
        quarantine_above_threshold: sources with more of them than the configuration lets pass.
        skipped: rows skipped by name.
        ledger_balanced: whether every row is accounted for.
        entities: by kind.
        links: pairs linked.
        review: pairs that wait for a person.
        found: discrepancies.
        new: those the run before did not have.
        gone: those only the run before had.
        by_kind: (found, new) by kind of discrepancy, in the catalogue's order.
        by_commune: found for the officers, by home commune (``NO_HOME`` for none).
        seconds: by step.
        peak_mib: highest memory of a step.
        published: where it lies.
        partly_quarantined: rows of which a part is in quarantine.
        link_quality: how sure the links are; None where the linkage left no report.
        changes: what changed against the run before, in one line.
        decisions: what became of people's decisions.
        current: whether it is the run that holds; False when a newer one is published.
    """

    run: str
    as_of: str
    communes: tuple[str, ...] | None
    sources: SourceStates
    messages: dict[str, str]
    rows: dict[str, int]
    quarantined: int
    quarantine_above_threshold: tuple[str, ...]
    skipped: int
    ledger_balanced: bool
    entities: dict[str, int]
    links: int
    review: int
    found: int
    new: int
    gone: int
    by_kind: dict[str, tuple[int, int]]
    by_commune: dict[str, int]
    seconds: dict[str, float]
    peak_mib: float
    published: str
    partly_quarantined: int = 0
    link_quality: LinkFigures | None = None
    changes: str | None = None
    decisions: DecisionsTold = field(default_factory=DecisionsTold)
    current: bool = True
