"""How good are a run's links, without knowing the truth: hide numbers that are certain and link again without them.

Records of a person are mostly held together by numbers; those that bear none are linked by name, date, place and
company, and that is where mistakes are made. So a sample of records whose identity is certain (number *and* name or
date agree with another source) is taken out of its node, stripped of every number and put through the same blocking,
comparison and weighing as a record of its own. Its best partner is then right or wrong.

The sample is drawn so that registers, known dates and known places are mixed as among the records that truly bear no
number. Two biases stay: records without a number may be worse kept than those whose number was hidden (the estimate is
then too good), and a partner counts as wrong only where the two clusters stand side by side in two sources, because a
person the run itself left in two clusters (a number replaced by another) is no mistake of this pair. Records without
a partner anywhere are imitated by offering hidden records nobody but others, as often as a number is met only once.

The hidden records live in tables of their own (``hidden_node``, ``hidden_block`` …) beside the run's; the statements
that link are the very same, given these tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from doisoat.linkage.calibrate import Calibration, calibrate, wilson
from doisoat.linkage.compare import compare, load_nodes, support
from doisoat.linkage.engine import Bits, Engine, Flags, Ints
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model
from doisoat.linkage.names import NameBook, rarity
from doisoat.linkage.numbers import DIFFERENT, DIFFERENT_DOUBTFUL, ONE_SLIP, TWO_SLIPS
from doisoat.linkage.score import pack, weigh
from doisoat.runs.link_report import Estimate, Interval, Without
from doisoat.sqlwork import Fragment

__all__ = ["PARTS", "HiddenRecords", "Kinds", "hide", "kinds", "overall", "tune"]

SIZE = 10_000
"""Records hidden at most: 7,680 pairs without a mistake are the fewest that show a precision of 0.9995."""
PRECISION, REVIEW_SHARE = 0.9995, 0.01
"""What is aimed at: share of right links, and pairs to review as a share of all true pairs."""
_TABLES = ("hidden_group", "hidden_node", "hidden_block", "hidden_pair", "hidden_label", "hidden_company")
_ROOM = 4.0
"""How many times more may be wrong or asked of the hidden sample than of all pairs, where most pairs have a number and
are right anyway. Chosen by hand; what comes of it is the published estimate (``test_estimate``)."""
_NEVER = -1000.0
"""Bits of a pair that was never compared: below any weight."""
_STRATUM = (
    "(CASE v.tbl WHEN 'population' THEN 0 WHEN 'household_member' THEN 1 WHEN 'social_insurance' THEN 2 ELSE 3 END) * 9"
    " + (CASE WHEN v.date % 100 > 0 THEN 0 WHEN v.date > 0 THEN 1 ELSE 2 END) * 3"
    " + CASE WHEN len(v.villages) > 0 THEN 0 WHEN len(v.units) > 0 THEN 1 ELSE 2 END"
)


PARTS = ("without", "without_alone", "slip", "other", "own_alone")
"""What a hidden record stands for: a record without a number; one of them that has no partner; one with a slip in its
number; one with another's number; one with a number of its own and no partner."""


@dataclass(frozen=True)
class Kinds:
    """Records counted by stratum (register, known date, known place): bears a number, shares it, is linked."""

    stratum: Ints
    borne: Ints
    backed: Ints
    linked: Ints
    records: Ints

    def count(self, borne: int, backed: int | None = None, linked: int | None = None) -> int:
        """Records that bear a number or not, share it with another of their cluster or not, are linked or not."""
        where = self.borne == borne
        where &= (self.backed == backed) if backed is not None else True
        where &= (self.linked == linked) if linked is not None else True
        return int(self.records[where].sum())

    def linked_records(self) -> tuple[int, int]:
        """Linked records, and those of them that share no number with another record of their cluster."""
        return self.count(0, None, 1) + self.count(1, None, 1), self.count(0, 0, 1) + self.count(1, 0, 1)

    def parts(self, slips: float) -> tuple[Ints, Bits]:
        """Strata, and (stratum, part): how many records of the run each of PARTS stands for there.

        ``slips``: share of slips among wrong numbers. A record that bears a number and is linked to nothing has no
        partner; so have as many of those without a number.
        """
        strata, at = np.unique(self.stratum, return_inverse=True)

        def records(where: Flags) -> Bits:
            return np.bincount(at[where], self.records[where], len(strata)).astype(np.float64)

        borne, without = records(self.borne > 0), records(self.borne == 0)
        alone = records((self.borne > 0) & (self.linked == 0))
        wrong = records((self.borne > 0) & (self.backed == 0) & (self.linked > 0))
        lonely = without * alone / np.maximum(borne, 1)
        return strata, np.stack([without - lonely, lonely, wrong * slips, wrong * (1 - slips), alone], axis=1)


@dataclass(frozen=True)
class HiddenRecords:
    """Hidden records: bits of the best pair with their own cluster and with others (-1000: never met)."""

    own: Bits
    other: Bits
    rival: Bits
    """The second best of the other clusters."""
    part: Ints
    """What the record stands for, as position in PARTS."""

    def pairs(self, margin: float) -> tuple[Bits, Flags, int]:
        """Weight of each record's best pair, whether it is right, and how many with a partner did not find it.

        A record between two rivals goes to neither.
        """
        own = np.where(np.isin(self.part, (1, 4)), _NEVER, self.own)
        right = own > self.other
        best = np.where(right, own, self.other)
        clear = (best > _NEVER) & (best >= np.where(right, self.other, np.maximum(own, self.rival)) + margin)
        partnered = int(np.isin(self.part, (0, 2, 3)).sum())
        return best[clear], right[clear], partnered - int(right[clear].sum())

    def calibration(self, config: LinkConfig, known: Kinds) -> Calibration:
        """Thresholds and shares of this sample.

        What links by numbers is sound, so that the target for all links leaves room for mistakes among the others;
        not more than four times the target's, because clusters multiply mistakes. Likewise the reviewers' budget.
        """
        all_links, others = known.linked_records()
        room = all_links / max(others, 1)
        return calibrate(
            *self.pairs(config.margin_bits),
            1 - (1 - PRECISION) * min(room, _ROOM),
            min(REVIEW_SHARE * room, 0.1),
            config.accept_bits,
            config.review_bits,
            floor_bits=config.review_bits,
        )


def kinds(engine: Engine) -> Kinds:
    """Count the records of ``person_value`` under the clusters of ``node_label``."""
    found = engine.arrays(engine.text("estimate_kind", stratum=Fragment(_STRATUM)))
    columns = (found[c].astype(np.int64) for c in ("stratum", "borne", "backed", "linked", "records"))
    return Kinds(*columns)


def hide(engine: Engine, config: LinkConfig, model: Model, book: NameBook, known: Kinds) -> HiddenRecords:
    """Hide the numbers of some records and weigh them against all nodes but their own selves.

    SIZE records where thresholds are to be chosen, half as many where a model has them and only a figure is wanted.
    """
    size = SIZE if model.accept_bits is None else SIZE // 2
    same = model.counts["id"]["same"]
    slips, others = same[ONE_SLIP] + same[TWO_SLIPS], same[DIFFERENT] + same[DIFFERENT_DOUBTFUL]
    strata, parts = known.parts(slips / (slips + others))
    stands = parts.sum(axis=1)
    take = np.ceil(size * stands / max(stands.sum(), 1)).astype(np.int64)
    shares = np.round(np.cumsum(parts, axis=1)[:, :-1] / np.maximum(stands, 1)[:, None], 6)
    engine.put("estimate_take", {"stratum": strata, "take": take, **{f"s{i}": shares[:, i] for i in range(4)}})
    engine.run("estimate_hidden", stratum=Fragment(_STRATUM), numbers=4 * size, slip=2, other=3, own=4)
    try:
        nodes = engine.build("node", target="hidden_node", grouping=engine.build("estimate_group"))
        engine.run("estimate_bare")
        engine.run("person_block", target="hidden_block", nodes=nodes, residents=2)
        pairs = engine.build("estimate_pair")
        engine.run("estimate_anchored")
        engine.run("estimate_partner")
        labels = engine.build("estimate_label")
        company = engine.build("estimate_company")
        rare = rarity(book, model.rarity, model.rarity_default)
        found = compare(engine, load_nodes(engine, nodes), pairs, book, rare)
        found.levels["support"][:] = support(engine, pairs, company, nodes, labels)
        weight = weigh(model, pack(model, found.levels, found.rarity), found.duplicate, config.duplicate_bits)
        label = engine.arrays(f"SELECT nid::BIGINT AS nid, label::BIGINT AS label FROM {labels} ORDER BY nid")
        apart = engine.arrays(engine.text("estimate_apart"))
        drawn = engine.arrays("SELECT masked::BIGINT AS nid, part FROM hidden ORDER BY rid")
    finally:
        for table in _TABLES:
            engine.con.execute(f"DROP TABLE IF EXISTS {table}")
    cluster = label["label"].astype(np.int64)[np.searchsorted(label["nid"], np.stack([found.a, found.b]))]
    sure = cluster[0] == cluster[1]
    span = int(label["label"].max(initial=0)) + 1
    sure |= np.isin(cluster[0] * span + cluster[1], apart["own"].astype(np.int64) * span + apart["other"])
    record = np.searchsorted(drawn["nid"], found.a).astype(np.int64)
    best = _best(record[sure], cluster[0][sure], cluster[1][sure], weight[sure], len(drawn["nid"]))
    return HiddenRecords(best[0], best[1], best[2], drawn["part"].astype(np.int64))


def tune(model: Model, found: Calibration) -> Model:
    """The model with the thresholds of a calibration, which becomes part of it."""
    return replace(model, accept_bits=found.accept_bits, review_bits=found.review_bits, calibration=found.content())


def overall(known: Kinds, sample: HiddenRecords, config: LinkConfig) -> Estimate:
    """Estimated precision and recall of the run's linked records with 95 % intervals, at the thresholds of ``config``.

    Each is [estimate, low, high]. ``without_numbers``: of what the hidden records stand for alone. Links by numbers are
    taken as right and complete: people whom two numbers keep apart in two well-kept halves are not seen.
    """
    weight, right, missed = sample.pairs(config.margin_bits)
    linked = weight >= config.accept_bits
    review = ~linked & (weight >= config.review_bits)
    hits, real = int((linked & right).sum()), int(right.sum()) + missed
    precision = _share(hits, int(linked.sum()))
    recall = _share(hits, real)
    all_links, others = known.linked_records()
    sound, without, wrong = all_links - others, known.count(0), known.count(1, 0, 1)
    most = wrong + known.count(1, 0, 0)

    def found(share: float) -> float:
        # records that bear a number nobody shares are known where linked; the others have to be inferred
        have = sound + without * share + wrong
        return have / max(sound + without + (min(wrong / share, most) if share else most), 1)

    return Estimate(
        precision=_rounded(1 - others / max(all_links, 1) * (1 - x) for x in precision),
        recall=_rounded(found(x) for x in recall),
        without_numbers=Without(
            precision=_rounded(precision),
            recall=_rounded(recall),
            review=round(int(review.sum()) / max(real, 1), 6),
            hidden=len(sample.own),
        ),
        accept_bits=config.accept_bits,
        review_bits=config.review_bits,
        linked_records=all_links,
        linked_without_numbers=others,
    )


def _rounded(shares: Iterable[float]) -> Interval:
    estimate, low, high = (round(share, 6) for share in shares)
    return estimate, low, high


def _share(hits: int, n: int) -> tuple[float, float, float]:
    low, high = wilson(hits, n)
    return (hits / n if n else 0.0), float(low), float(high)


def _best(record: Ints, own: Ints, cluster: Ints, weight: Bits, n: int) -> tuple[Bits, Bits, Bits]:
    """By hidden record: best weight with its own cluster, with another cluster, and with a second other cluster."""
    order = np.lexsort((cluster, -weight, record))
    record, own, cluster, weight = record[order], own[order], cluster[order], weight[order]
    mine = own == cluster
    found = np.full((3, n), _NEVER)
    np.maximum.at(found[0], record[mine], weight[mine])
    record, cluster, weight = record[~mine], cluster[~mine], weight[~mine]
    first = np.ones(len(record), dtype=bool)
    first[1:] = record[1:] != record[:-1]
    found[1, record[first]] = weight[first]
    best = np.full(n, -1, dtype=np.int64)
    best[record[first]] = cluster[first]
    else_ = cluster != best[record]
    np.maximum.at(found[2], record[else_], weight[else_])
    return found[0], found[1], found[2]
