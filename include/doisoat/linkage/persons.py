"""Link the people of all registers and levels in one go.

Records that agree exactly on number, name, birth date and sex fall together first (most of them); what is left is
blocked, compared, weighed and clustered against everything. A second round adds what the first taught: who shares a
household with whom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doisoat.linkage.cluster import Edges
from doisoat.linkage.compare import Compared, Nodes, compare, load_nodes
from doisoat.linkage.dates import placeholders
from doisoat.linkage.decided import people_ties
from doisoat.linkage.engine import Bits, Engine, Ints, Levels
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model
from doisoat.linkage.names import NameBook, name_book, rarity
from doisoat.linkage.numbers import DIFFERENT
from doisoat.linkage.score import Patterns, evidence, pack, weigh
from doisoat.linkage.train import train

__all__ = ["People", "link_people"]


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


def link_people(engine: Engine, config: LinkConfig, model: Model | None, report: dict[str, object]) -> People:
    """Link the records of table ``person_record``; leaves tables ``person_proto`` (rid, nid) and ``node_label``."""
    book = prepare(engine, config, model)
    engine.run("person_proto")
    ties = people_ties(engine, report)
    engine.run("node", target="node", grouping="person_proto")
    nodes = load_nodes(engine, "node")
    engine.lap("people: collapse")
    people = engine.scalar("SELECT count(*) FROM node WHERE residents > 0 AND number >= 0")
    slots = engine.arrays("SELECT nid::BIGINT AS nid, unnest(slots) AS slot FROM node ORDER BY nid, slot")
    if model is None:
        model = train(engine, config, nodes, book, max(people, len(nodes) // 4))
    engine.lap("people: train")
    report["people"] = {"records": engine.scalar("SELECT count(*) FROM person_value"), "nodes": len(nodes)}
    report["people_blocks"] = _block(engine, config)
    engine.lap("people: block")

    rare = rarity(book, model.rarity, model.rarity_default)
    _, slot_code = np.unique(slots["slot"], return_inverse=True)
    held = (np.searchsorted(nodes.nid, slots["nid"]).astype(np.int64), slot_code.astype(np.int64))

    def decide(found: Compared, patterns: Patterns) -> tuple[Bits, Ints]:
        weight = weigh(model, patterns, found.duplicate, config.duplicate_bits)
        i, j = np.searchsorted(nodes.nid, found.a), np.searchsorted(nodes.nid, found.b)
        # two sound numbers that differ are one person only on their own evidence, not by way of a third record
        apart = (found.levels["id"] == DIFFERENT) & (weight < config.accept_bits)
        bound = np.where(apart, -config.contradiction_bits, weight)
        label = ties.cluster(
            nodes.nid, Edges(i, j, bound), *held, config.accept_bits, config.margin_bits, config.contradiction_bits
        )
        engine.put("node_label", {"nid": nodes.nid, "label": nodes.nid[label]})
        return weight, label

    found = compare(engine, nodes, "pair", book)
    engine.lap("people: compare")
    weight, _ = decide(found, pack(model, found.levels, _rarity(found, rare)))
    engine.lap("people: first clusters")
    engine.run("pair_anchored")
    found = _join(found, compare(engine, nodes, "pair_anchored", book))
    engine.run("person_support")
    engine.put("pair_all", {"a": found.a, "b": found.b})
    found.levels["support"][:] = engine.arrays(engine.text("person_support_pair", pairs="pair_all"))["support"]
    engine.lap("people: households")
    patterns = pack(model, found.levels, _rarity(found, rare))
    weight, label = decide(found, patterns)
    engine.lap("people: clusters")
    report["people"] = {
        **dict(report["people"]), "pairs": len(found.a), "entities": len(np.unique(label)),  # type: ignore[call-overload]
    }  # fmt: skip
    shown = ties.publish(found.a, found.b, weight, patterns.index, evidence(model, patterns))
    return People(nodes, label, *shown, model)


def prepare(engine: Engine, config: LinkConfig, model: Model | None) -> NameBook:
    """Code names and dates of ``person_record``; leaves tables person_name, name_part, told_date, person_value."""
    con = engine.con
    con.execute(
        "CREATE OR REPLACE TABLE person_name AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS name_id "
        "FROM (SELECT DISTINCT name FROM person_record WHERE name IS NOT NULL)"
    )
    keys = [row[0] for row in con.execute("SELECT name FROM person_name ORDER BY name_id").fetchall()]
    book = name_book(keys, model.words if model else None)
    engine.put("name_part", {"name_id": np.arange(len(keys)), "given": book.given, "ordered": book.ordered})
    dates = engine.arrays(
        "SELECT written_date::BIGINT AS written, count(*) AS n FROM person_record GROUP BY written_date ORDER BY 1"
    )
    written, counts = dates["written"].astype(np.int64), dates["n"].astype(np.int64)
    engine.put("told_date", {"written": written, "told": placeholders(written, counts)})
    engine.run("person_value", shared_id_cap=config.shared_id_cap)
    return book


def _block(engine: Engine, config: LinkConfig) -> dict[str, int]:
    datasets = engine.scalar(
        "SELECT count(DISTINCT hash(register, level)) FROM person_value WHERE tbl IN ('population', 'household_member')"
    )
    engine.run("person_block", residents=max(datasets, 2))
    engine.run("block_refine", cap=config.block_cap)
    engine.run("pair")
    count = engine.scalar
    return {
        "pairs": count("SELECT count(*) FROM pair"),
        "refined_blocks": count(
            "SELECT count(DISTINCT hash(kind, key)) FROM block_bounded WHERE cut > 0 AND NOT dropped"
        ),
        "dropped_blocks": count("SELECT count(DISTINCT hash(kind, key)) FROM block_bounded WHERE dropped"),
        "dropped_records": count("SELECT count(DISTINCT nid) FROM block_bounded WHERE dropped"),
        "overused_numbers": count(
            "SELECT count(*) FROM (SELECT number FROM person_record WHERE number >= 0 GROUP BY number "
            f"HAVING count(DISTINCT name) > {config.shared_id_cap})"
        ),
        "placeholder_dates": count("SELECT count(*) FROM told_date WHERE written <> told"),
    }


def _rarity(found: Compared, rare: Ints) -> Levels:
    name = found.levels["name"]
    equal = (name == 1) | (name == 2)
    safe = np.append(rare, 0)
    return np.where(equal, safe[found.name], 0).astype(np.int8)


def _join(one: Compared, two: Compared) -> Compared:
    a, b = np.concatenate([one.a, two.a]), np.concatenate([one.b, two.b])
    order = np.lexsort((b, a))
    levels = {k: np.concatenate([v, two.levels[k]])[order] for k, v in one.levels.items()}
    return Compared(
        a[order], b[order], levels,
        np.concatenate([one.duplicate, two.duplicate])[order], np.concatenate([one.name, two.name])[order],
    )  # fmt: skip
