"""Link the people of all registers and levels in one go.

Records that agree exactly on number, name, birth date and sex fall together first (most of them); what is left is
blocked, compared, weighed and clustered against everything. A second round adds what the first taught: who shares a
household with whom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from doisoat.linkage.cluster import Edges, parts
from doisoat.linkage.compare import Compared, Nodes, compare, join, load_nodes, support
from doisoat.linkage.decided import Ties, people_ties
from doisoat.linkage.engine import Bits, Engine, Ints
from doisoat.linkage.estimate import hide, kinds, overall, tune
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.misfit import fit
from doisoat.linkage.model import Model
from doisoat.linkage.names import NameBook, name_book, rarity
from doisoat.linkage.numbers import DIFFERENT
from doisoat.linkage.placeholders import Placeholders, apply, judge
from doisoat.linkage.score import Patterns, evidence, pack, weigh
from doisoat.linkage.train import train
from doisoat.runs.link_report import DecisionCounts, Estimates, ModelFit, PeopleBlocks, PeopleCounts

__all__ = [
    "Collapsed",
    "Judged",
    "People",
    "Rounds",
    "begin_people",
    "block_people",
    "collapse",
    "compare_all",
    "compare_anchored",
    "compare_people",
    "finish_people",
    "slices",
]

_PAIRS_AT_ONCE = 5_000_000
"""Pairs held at once while comparing: a bound on memory. The result does not depend on it (``test_stages``)."""


@dataclass(frozen=True)
class People:
    """The outcome: cluster label by node, every weighed pair with its pattern, and the model used."""

    nodes: Nodes
    label: Ints
    a: Ints
    b: Ints
    weight: Bits
    pattern: Ints
    evidence: list[str]
    model: Model
    first: Ints
    """By node: its cluster of the first round, before anything was known of households."""
    part: Ints
    """By node: the component of nodes any accepted pair of either round joins it to, before clusters were cut."""
    counts: PeopleCounts
    decided: DecisionCounts
    """What became of the decisions about people."""


@dataclass(frozen=True)
class Collapsed:
    """People before anything is weighed: nodes, the names they bear, what was decided, and values that mean nothing."""

    nodes: Nodes
    book: NameBook
    ties: Ties
    void: Placeholders
    records: int


@dataclass(frozen=True)
class Judged:
    """People linked, how good their links are and whether the model fits."""

    people: People
    estimate: Estimates
    fit: ModelFit


def begin_people(engine: Engine, config: LinkConfig, model: Model | None) -> tuple[Collapsed, Model, PeopleBlocks]:
    """Everything before pairs are compared: nodes, a model (trained where none is given) and blocks."""
    collapsed = collapse(engine, config, model)
    model = model or train_people(engine, config, collapsed)
    return collapsed, model, block_people(engine, config, resident_sets(engine))


def finish_people(engine: Engine, config: LinkConfig, collapsed: Collapsed, model: Model, found: Compared) -> Judged:
    """Everything after the pairs of all shards (``found``) are compared; a new model gets its thresholds here."""
    config = model.settings(config)
    people = settle_people(engine, config, collapsed, model, found)
    known = kinds(engine)
    sample = hide(engine, config, model, collapsed.book, known)
    engine.lap("people: estimate")
    if model.accept_bits is None:
        # the first thresholds only serve to find hidden records; what is linked follows the model's own
        model = tune(model, sample.calibration(config, known))
        config = model.settings(config)
        people = settle_people(engine, config, collapsed, model, found)
        known = kinds(engine)
    estimate = Estimates(overall(known, sample, config))
    fits = fit(engine, config, model, collapsed.nodes, collapsed.book)
    engine.lap("people: model fit")
    return Judged(people, estimate, fits)


def collapse(engine: Engine, config: LinkConfig, model: Model | None) -> Collapsed:
    """Bring records that agree exactly into one node; leaves tables person_value, person_proto, node."""
    book, void = prepare(engine, config, model)
    proto = engine.build("person_proto")
    ties = people_ties(engine)
    nodes = load_nodes(engine, engine.build("node", target="node", grouping=proto))
    records = engine.scalar("SELECT count(*) FROM person_value")
    engine.lap("people: collapse")
    return Collapsed(nodes, book, ties, void, records)


def train_people(engine: Engine, config: LinkConfig, collapsed: Collapsed) -> Model:
    """A model of the records at hand."""
    people = engine.scalar("SELECT count(*) FROM node WHERE residents > 0 AND number >= 0")
    model = train(engine, config, collapsed.nodes, collapsed.book, max(people, len(collapsed.nodes) // 4))
    engine.lap("people: train")
    return replace(model, placeholders=collapsed.void)


def slices(engine: Engine) -> int:
    """In how many parts the pairs of ``block_bounded`` are compared so that one part stays small in memory."""
    most = engine.scalar(
        "SELECT sum(n * (n - 1) // 2) FROM "
        "(SELECT count(*) AS n FROM block_bounded WHERE NOT dropped GROUP BY kind, key)"
    )
    return 1 + most // _PAIRS_AT_ONCE


def compare_people(engine: Engine, collapsed: Collapsed, model: Model, shard: int = 0, shards: int = 1) -> Compared:
    """Pairs of one shard of the blocks, compared; shards are disjoint, together they do not depend on their number."""
    pairs = engine.build("pair", shard=shard, shards=shards)
    rare = rarity(collapsed.book, model.rarity, model.rarity_default)
    return compare(engine, collapsed.nodes, pairs, collapsed.book, rare)


def compare_all(engine: Engine, collapsed: Collapsed, model: Model) -> Compared:
    """All pairs compared in this process, in parts that keep memory small."""
    shards = slices(engine)
    found = join([compare_people(engine, collapsed, model, shard, shards) for shard in range(shards)])
    engine.lap("people: compare")
    return found


def settle_people(engine: Engine, config: LinkConfig, collapsed: Collapsed, model: Model, found: Compared) -> People:
    """Weigh and cluster the compared pairs, twice: the second time knowing who shares a household with whom."""
    rounds = Rounds(engine, config, collapsed, model)
    rounds.decide(found)
    engine.lap("people: first clusters")
    found = join([found, compare_anchored(engine, collapsed, model, found)])
    people = rounds.second(found)
    engine.lap("people: clusters")
    return people


def compare_anchored(engine: Engine, collapsed: Collapsed, model: Model, found: Compared) -> Compared:
    """Pairs that no block found, in households the first round (table ``node_label``) has linked, compared."""
    engine.put("pair_all", {"a": found.a, "b": found.b})
    pairs = engine.build("pair_anchored")
    rare = rarity(collapsed.book, model.rarity, model.rarity_default)
    return compare(engine, collapsed.nodes, pairs, collapsed.book, rare)


class Rounds:
    """Weighs and clusters compared pairs of the same nodes."""

    def __init__(self, engine: Engine, config: LinkConfig, collapsed: Collapsed, model: Model) -> None:
        self._engine, self._config, self._collapsed, self._model = engine, config, collapsed, model
        slots = engine.arrays("SELECT nid::BIGINT AS nid, unnest(slots) AS slot FROM node ORDER BY nid, slot")
        _, code = np.unique(slots["slot"], return_inverse=True)
        nid = collapsed.nodes.nid
        self._held = np.searchsorted(nid, slots["nid"]).astype(np.int64), code.astype(np.int64)
        self._accepted: list[Ints] = []

    def decide(self, found: Compared) -> tuple[Bits, Patterns, Ints]:
        """Weights and patterns of the pairs, and the label (position) of each node; leaves ``node_label``."""
        config, nodes, ties = self._config, self._collapsed.nodes, self._collapsed.ties
        patterns = pack(self._model, found.levels, found.rarity)
        weight = weigh(self._model, patterns, found.duplicate, config.duplicate_bits)
        i, j = np.searchsorted(nodes.nid, found.a), np.searchsorted(nodes.nid, found.b)
        self._accepted.append(np.stack([i, j])[:, weight >= config.accept_bits])
        # two sound numbers that differ are one person only on their own evidence, not by way of a third record
        apart = (found.levels["id"] == DIFFERENT) & (weight < config.accept_bits)
        bound = np.where(apart, -config.contradiction_bits, weight)
        label = ties.cluster(
            nodes.nid,
            Edges(i, j, bound),
            *self._held,
            config.accept_bits,
            config.margin_bits,
            config.contradiction_bits,
        )
        self._engine.put("node_label", {"nid": nodes.nid, "label": nodes.nid[label]})
        return weight, patterns, label

    def second(self, found: Compared) -> People:
        """The second round, over all compared pairs; what people decided stands in place of what the model weighs."""
        engine, nodes, ties = self._engine, self._collapsed.nodes, self._collapsed.ties
        first = engine.arrays("SELECT label::BIGINT AS label FROM node_label ORDER BY nid")["label"].astype(np.int64)
        pairs = engine.put("pair_all", {"a": found.a, "b": found.b})
        found.levels["support"][:] = support(engine, pairs, engine.build("person_support"))
        engine.lap("people: households")
        weight, patterns, label = self.decide(found)
        same = np.stack([ties.a, ties.b])[:, ties.same]
        accepted = np.concatenate([*self._accepted, np.searchsorted(nodes.nid, same)], axis=1)
        shown = ties.publish(found.a, found.b, weight, patterns.index, evidence(self._model, patterns))
        part = parts(len(nodes), accepted[0], accepted[1])
        counts = PeopleCounts(self._collapsed.records, len(nodes), len(found.a), len(np.unique(label)))
        return People(nodes, label, *shown, self._model, first, part, counts, ties.counts)


def prepare(engine: Engine, config: LinkConfig, model: Model | None) -> tuple[NameBook, Placeholders]:
    """Code names and dates of ``person_record``; leaves tables person_name, name_part, told_date, person_value."""
    con = engine.con
    con.execute(
        "CREATE OR REPLACE TABLE person_name AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS name_id "
        "FROM (SELECT DISTINCT name FROM person_record WHERE name IS NOT NULL)"
    )
    keys = [row[0] for row in con.execute("SELECT name FROM person_name ORDER BY name_id").fetchall()]
    book = name_book(keys, model.words if model else None)
    engine.run("name_part")
    # what means nothing is judged once, in training: later a record is read the same whatever else is in the data
    void = model.placeholders if model else judge(engine, config.shared_id_cap)
    apply(engine, void)
    engine.run("person_value")
    return book, void


def resident_sets(engine: Engine) -> int:
    """How many registers and levels say where people live: a node most of them know needs no search for more."""
    return engine.scalar(
        "SELECT count(DISTINCT hash(register, level)) FROM person_value WHERE tbl IN ('population', 'household_member')"
    )


def block_people(engine: Engine, config: LinkConfig, residents: int) -> PeopleBlocks:
    """Cut the nodes into blocks of bounded size (table ``block_bounded``); returns how many were cut or left out."""
    engine.run("person_block", target="block", nodes="node", residents=max(residents, 2))
    engine.run("block_refine", cap=config.block_cap)
    engine.lap("people: block")
    count = engine.scalar
    return PeopleBlocks(
        refined_blocks=count("SELECT count(DISTINCT hash(kind, key)) FROM block_bounded WHERE cut > 0 AND NOT dropped"),
        dropped_blocks=count("SELECT count(DISTINCT hash(kind, key)) FROM block_bounded WHERE dropped"),
        dropped_records=count("SELECT count(DISTINCT nid) FROM block_bounded WHERE dropped"),
        overused_numbers=count("SELECT count(*) FROM number_void WHERE column_name = 'number'"),
        placeholder_dates=count("SELECT count(*) FROM told_date WHERE written <> told"),
    )
