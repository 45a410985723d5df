"""What a linkage counted and measured, step by step; no personal data.

A figure is None where the linkage did not take it: a run after a run links only what a change can reach, and takes
over the figures of the last full run under that run's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "NO_DECISIONS",
    "Begun",
    "DecisionCounts",
    "Estimate",
    "Estimates",
    "IdCounts",
    "Interval",
    "LinkBits",
    "LinkCounts",
    "LinkReport",
    "MeasuredIn",
    "ModelFit",
    "ModelWarning",
    "PeopleBlocks",
    "PeopleCounts",
    "RegionCounts",
    "Shares",
    "Successions",
    "TableCounts",
    "Without",
]

Interval = tuple[float, float, float]
"""An estimated share with its 95 % interval: (estimate, low, high)."""

ModelWarning = dict[str, str | int | float]
"""A warning that the model does not fit: ``code`` of its message and the message's fields."""


@dataclass(frozen=True)
class DecisionCounts:
    """What became of people's decisions about pairs of records.

    Attributes:
        given: handed to the linkage.
        same: applied, one entity.
        different: applied, two entities.
        unknown: about records the run does not have.
        in_conflict: that cannot hold beside newer ones.
        stale: left out beforehand: a value they rest on has changed.
        gone: left out beforehand: their records are gone.
    """

    given: int = 0
    same: int = 0
    different: int = 0
    unknown: int = 0
    in_conflict: int = 0
    stale: int = 0
    gone: int = 0

    def __add__(self, other: DecisionCounts) -> DecisionCounts:
        """Those of both."""
        return DecisionCounts(
            self.given + other.given,
            self.same + other.same,
            self.different + other.different,
            self.unknown + other.unknown,
            self.in_conflict + other.in_conflict,
            self.stale + other.stale,
            self.gone + other.gone,
        )


NO_DECISIONS: Final = DecisionCounts()


@dataclass(frozen=True)
class Successions:
    """Parcels that one source has split or merged already and another has not."""

    split: int = 0
    merge: int = 0


@dataclass(frozen=True)
class TableCounts:
    """Linkage of one table: records (and nodes, where several are one by their names), pairs compared, entities; blocks
    left out because they were too large, and the records in them."""

    records: int = 0
    pairs: int = 0
    entities: int = 0
    dropped_blocks: int = 0
    dropped_records: int = 0
    nodes: int | None = None


@dataclass(frozen=True)
class PeopleCounts:
    """Linkage of people: records, nodes of records that agree exactly, pairs compared, entities."""

    records: int = 0
    nodes: int = 0
    pairs: int | None = None
    entities: int | None = None


@dataclass(frozen=True)
class PeopleBlocks:
    """How people's blocks were kept small, and how many pairs they gave."""

    refined_blocks: int | None = None
    dropped_blocks: int | None = None
    dropped_records: int | None = None
    overused_numbers: int | None = None
    placeholder_dates: int | None = None
    pairs: int | None = None


@dataclass(frozen=True)
class Shares:
    """Estimated precision and recall."""

    precision: Interval
    recall: Interval


@dataclass(frozen=True)
class Without(Shares):
    """Of records that bear no number: precision and recall, the share left for review, records hidden to measure it."""

    review: float
    hidden: int


@dataclass(frozen=True)
class Estimate(Shares):
    """How good a run's links are, estimated without truth, at the thresholds it used."""

    without_numbers: Without
    accept_bits: float
    review_bits: float
    linked_records: int
    linked_without_numbers: int


@dataclass(frozen=True)
class Estimates:
    """By kind of entity; only people's links are estimated."""

    person: Estimate


@dataclass(frozen=True)
class ModelFit:
    """Whether the model fits the records: divergence in bits by field and class, and warnings."""

    fits: bool
    fields: dict[str, dict[str, float]]
    warnings: tuple[ModelWarning, ...]


@dataclass(frozen=True)
class MeasuredIn:
    """In which run estimate and fit were taken, on how many records of people, and how many changed since."""

    run: str
    records: int
    changed: int = 0


@dataclass(frozen=True)
class IdCounts:
    """Entity ids: taken over from the run before, and new."""

    carried_over: int
    minted: int


@dataclass(frozen=True)
class LinkCounts:
    """Pairs linked, and pairs that wait for a person."""

    link: int = 0
    review: int = 0


@dataclass(frozen=True)
class RegionCounts:
    """What a run after a run linked again: records that changed, nodes that touches, nodes more in the region."""

    changed: int
    touched: int
    inside: int


@dataclass(frozen=True)
class LinkBits:
    """Of people: bits from which a pair is linked, and from which a person is asked."""

    accept_bits: float
    review_bits: float


@dataclass(frozen=True)
class Begun:
    """What is counted before people's pairs are compared: parcels and organisations whole, people as far as blocks.

    ``rows``: rows read by canonical table; ``decisions``: those about what has been linked so far.
    """

    rows: dict[str, int]
    decisions: DecisionCounts
    successions: Successions
    parcels: TableCounts
    organisations: TableCounts
    people: PeopleCounts
    people_blocks: PeopleBlocks


@dataclass(frozen=True)
class LinkReport:
    """Counts and figures of a whole linkage.

    Attributes:
        rows: rows read by canonical table.
        decisions: what became of people's decisions.
        successions: parcels split and merged.
        parcels: of parcels.
        organisations: of organisations.
        people: of people.
        people_blocks: of their blocks.
        households: of households.
        estimate: how good the links of people are.
        model_fit: whether the model fits.
        measured: in which run these two were taken.
        ids: of entity ids.
        links: links and reviews by kind of entity.
        model: content hash of the model.
        model_run: the run that trained it, where it says so.
        thresholds: of people.
        incremental: by kind of entity what was linked again; None where everything was linked.
        seconds: by part of the linkage.
    """

    rows: dict[str, int]
    decisions: DecisionCounts
    successions: Successions
    parcels: TableCounts
    organisations: TableCounts
    people: PeopleCounts
    people_blocks: PeopleBlocks
    households: TableCounts
    estimate: Estimates
    model_fit: ModelFit
    measured: MeasuredIn
    ids: IdCounts
    links: dict[str, LinkCounts]
    model: str
    thresholds: LinkBits
    model_run: str | None = None
    incremental: dict[str, RegionCounts] | None = None
    seconds: dict[str, float] = field(default_factory=dict)
