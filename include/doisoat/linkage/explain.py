"""Why two records of a run were linked, or nearly: the fields, their bits, the household, the runner-up, the margin.

Linkage weighs one record of each group of outright equal ones, and joins others by way of third records; so the
explanation of a pair may be that of its stand-ins, or a chain of steps. Rivals are the other candidates of either
record within the *dataset* (register and level) of the other one: there an entity is expected once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import DoisoatError
from doisoat.linkage.explain_parts import WeightPart
from doisoat.linkage.explain_read import Found, Record, Row, load
from doisoat.linkage.explain_words import FIELDS
from doisoat.linkage.inputs import LinkConfig

__all__ = ["Explanation", "Household", "Rival", "Step", "explain_pair"]


@dataclass(frozen=True)
class Step:
    """One compared pair. ``exact``: joined outright; ``parts`` add up to ``weight``; ``missing``: fields not known."""

    a: Record
    b: Record
    weight: float
    probability: float
    decision: str
    exact: bool
    parts: tuple[WeightPart, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Household:
    """What the household says: people both live with (``support``), and the doubt that it is a relative (``kin``)."""

    level: str
    text: str
    support: float
    kin: float | None


@dataclass(frozen=True)
class Rival:
    """Another candidate of ``of`` in the same dataset; ``weight`` None: it is there by way of a third record."""

    of: Record
    record: Record
    weight: float | None
    decision: str


@dataclass(frozen=True)
class Explanation:
    """The whole account of records ``a`` and ``b``.

    ``decision``: link or review. ``steps``: one for a pair that was compared, several for records joined by way of
    others. ``rivals``: best first. Thresholds in bits.
    """

    kind: str
    a: Record
    b: Record
    decision: str
    steps: tuple[Step, ...]
    rivals: tuple[Rival, ...]
    accept_bits: float
    review_bits: float

    @property
    def decisive(self) -> Step:
        """The weakest step: the link is as sure as this."""
        return min(self.steps, key=lambda step: step.weight)

    @property
    def weight(self) -> float:
        """Bits of the weakest step."""
        return self.decisive.weight

    @property
    def runner_up(self) -> Rival | None:
        """The strongest rival, one of known weight first."""
        return self.rivals[0] if self.rivals else None

    @property
    def margin(self) -> float | None:
        """Bits by which this pair beats (+) or loses to (-) the strongest rival; None when that is not known."""
        best = self.runner_up
        return None if best is None or best.weight is None else round(self.weight - best.weight, 3)

    @property
    def household(self) -> Household | None:
        """The household's part in the weakest step; None where nothing is known or the entity is no person."""
        by = {part.field: part for part in self.decisive.parts}
        if self.kind != "person" or not {"support", "kin"} & set(by):
            return None
        support, kin = by.get("support"), by.get("kin")
        return Household(
            support.level if support else "missing",
            support.text if support else "",
            support.bits if support else 0.0,
            kin.bits if kin else None,
        )


def explain_pair(
    links: Path, entities: Path, a: str, b: str, model: Path | None = None, config: LinkConfig | None = None
) -> Explanation:
    """Explain records ``a`` and ``b`` ("source|record") of the run whose links and entities (Parquet) these are.

    ``model``: the run's model.json; with it the start, the household and the source are told apart.

    Raises DoisoatError LINK-NAME (not "source|record"), LINK-RECORD (no such record in the run), LINK-KINDS (a
    person and a parcel), LINK-FOLLOWS (one entity, but not by comparison),
    LINK-NEAR (the two were not compared, or stayed below the threshold of review).
    """
    settings = config or LinkConfig()
    found = load(links, entities, a, b, model, settings)
    steps = _steps(found)
    if not steps and found.entity[found.a] == found.entity[found.b]:
        raise DoisoatError("LINK-FOLLOWS")
    if not steps:
        raise DoisoatError("LINK-NEAR", bits=settings.review_bits)
    decision = "review" if any(row.decision == "review" for row in steps) else "link"
    told = tuple(_step(found, row) for row in steps)
    rivals = _rivals(found, decision)
    return Explanation(found.kind, found.a, found.b, decision, told, rivals, settings.accept_bits, settings.review_bits)


def _step(found: Found, row: Row) -> Step:
    parts, exact = found.parts(row)
    known = {part.field for part in parts}
    missing = () if exact or "decided" in known else tuple(name for name in FIELDS[found.kind] if name not in known)
    return Step(row.a, row.b, row.weight, row.probability, row.decision, exact, parts, missing)


def _steps(found: Found) -> list[Row]:
    """The row about the pair (or its stand-ins), the exact row that joins them, or a chain of links between them."""
    one, two = found.group(found.a), found.group(found.b)
    if found.b in one:
        row = next(r for r in found.rows if r.exact and (r.a in one or r.b in one) and {found.a, found.b} & {r.a, r.b})
        return [Row(found.a, found.b, row.weight, row.probability, row.decision, row.evidence, True)]
    for row in found.rows:
        if not row.exact and ((row.a in one and row.b in two) or (row.a in two and row.b in one)):
            return [row]
    return _widest(found)


def _widest(found: Found) -> list[Row]:
    """The path of links from a to b whose weakest link is strongest; empty when there is none."""
    best: dict[Record, tuple[float, int]] = {found.a: (float("inf"), 0)}
    came: dict[Record, tuple[Record, Row]] = {}
    near: dict[Record, list[tuple[Record, Row]]] = {}
    for row in found.rows:
        if row.decision == "link":
            near.setdefault(row.a, []).append((row.b, row))
            near.setdefault(row.b, []).append((row.a, row))
    done: set[Record] = set()
    while open_ := [r for r in best if r not in done]:
        here = max(open_, key=lambda r: (best[r][0], -best[r][1], r.source, r.key))
        done.add(here)
        for there, row in near.get(here, ()):
            reach = (min(best[here][0], row.weight), best[here][1] + 1)
            if there not in done and (there not in best or (reach[0], -reach[1]) > (best[there][0], -best[there][1])):
                best[there], came[there] = reach, (here, row)
    path: list[Row] = []
    at = found.b
    while at in came:
        at, row = came[at]
        path.append(row)
    return path[::-1]


def _rivals(found: Found, decision: str) -> tuple[Rival, ...]:
    rivals: dict[tuple[Record, Record], Rival] = {}
    ours = {found.entity[found.a], found.entity[found.b]}
    for own, other in ((found.a, found.b), (found.b, found.a)):
        group, theirs = found.group(own), found.group(other)
        weighed = _candidates(found, group, theirs)
        held = {r: (None, "link") for r in found.members if found.entity[r] == found.entity[own]}
        for record, (weight, kind) in {**held, **weighed}.items():
            mine = found.entity.get(record) in ours
            if record in (own, other) or record in theirs or record.dataset != other.dataset:
                continue
            # a parcel's certificates and rights follow the parcel: they are not weighed, so no rivals
            if weight is None and _table(record) != _table(other):
                continue
            # beside a link its own entity's further records are no rivals; beside a refusal they are the reason
            if decision == "link" and mine:
                continue
            rivals[own, record] = Rival(own, record, weight, kind)
    order = sorted(rivals.values(), key=lambda r: (r.weight is None, -(r.weight or 0.0), r.record.source, r.record.key))
    return tuple(order)


def _table(record: Record) -> str:
    """Prefix of a record that belongs to another (member, certificate, right); empty for a main one."""
    return record.key.partition(":")[0] if ":" in record.key else ""


def _candidates(
    found: Found, group: frozenset[Record], theirs: frozenset[Record]
) -> Mapping[Record, tuple[float | None, str]]:
    """Every record weighed against ``group``, with those it stands for: (bits, decision)."""
    weighed: dict[Record, tuple[float | None, str]] = {}
    for row in found.rows:
        if row.exact:
            if row.a in group:
                weighed[row.a] = weighed[row.b] = (row.weight, row.decision)
            continue
        for mine, rival in ((row.a, row.b), (row.b, row.a)):
            if mine in group and rival not in group and rival not in theirs:
                for record in found.group(rival):
                    weighed[record] = (row.weight, row.decision)
    return weighed
