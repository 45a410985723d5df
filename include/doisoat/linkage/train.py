"""Learn a model from the registers themselves, without labels: two views and a household.

What one person's names, dates, sexes and places look like is counted on pairs that share a personal number (each
field on those pairs that agree on name or date too, because numbers of relatives get copied); what one person's
numbers look like, on pairs that share name, birth date and village. Unrelated people: random pairs. Members of one
household: pairs inside a household of one source. All sums are integers, so the result depends on neither threads
nor order of rows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from doisoat.linkage.compare import Compared, Nodes, compare, load_nodes
from doisoat.linkage.dates import ONE_DIGIT, ONE_PART, PARTIAL_MONTH, PARTIAL_YEAR, SWAPPED
from doisoat.linkage.dates import SAME as SAME_DATE
from doisoat.linkage.engine import Engine, Flags
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import PERSON_FIELDS, Counts, Model, start_counts, tally
from doisoat.linkage.names import MISSPELT, NameBook, buckets, common_words, name_code
from doisoat.linkage.numbers import TWO_SLIPS
from doisoat.sqlwork import Table

__all__ = ["PROFILE", "count", "profile", "train"]

PROFILE = ("records", "number", "other_number", "full_date", "partial_date", "village", "accents")
"""What is counted of the records of a register, in the order of ``profile.sql``."""

_SEED = 20250701
"""Any number; fixed, so that the same records give the same sample."""
_NEARLY = (SAME_DATE, SWAPPED, ONE_DIGIT, ONE_PART, PARTIAL_MONTH, PARTIAL_YEAR)


def _add(counts: Counts, kind: str, field: str, pairs: Compared, where: Flags, size: int) -> None:
    row = counts.setdefault(field, {}).setdefault(kind, [0] * size)
    counts[field][kind] = [
        x + y for x, y in zip(row, tally(pairs.levels[field][where].astype(np.int64), size), strict=True)
    ]


def train(engine: Engine, config: LinkConfig, nodes: Nodes, book: NameBook, people: int) -> Model:
    """Count levels by class on samples of tables ``person_value`` and ``node``; returns the model."""
    counts, pairs = count(engine, config, nodes, book)
    model = Model(start_counts(), people).with_counts(counts, **pairs)
    for kind, same in (("same", True), ("other", False)):
        decided = engine.scalar(f"SELECT count(*) FROM decided_record WHERE same = {same}")
        if decided:
            model = model.with_counts(_decided(engine, book, kind, same), **{f"decided_{kind}": decided})
    return _with_rarity(replace(model, profile=profile(engine, nodes, book)), nodes, book)


def count(engine: Engine, config: LinkConfig, nodes: Nodes, book: NameBook) -> tuple[Counts, dict[str, int]]:
    """Counts by field, class and level on samples of the data at hand, and how many pairs of each kind were drawn."""
    size = {f.name: len(f.levels) for f in PERSON_FIELDS}
    counts: Counts = {}
    plain = ("sex", "place", "former_id", "participant")

    same = _records(engine, book, engine.build("train_number", sample=config.sample_ids))
    name, date = same.levels["name"], same.levels["date"]
    name_agrees = (name > 0) & (name <= MISSPELT)
    date_agrees = (date == SAME_DATE) | (date == PARTIAL_MONTH) | (date == PARTIAL_YEAR) | (date == SWAPPED)
    _add(counts, "same", "name", same, date_agrees, size["name"])
    _add(counts, "same", "date", same, name_agrees, size["date"])
    for field in plain:
        _add(counts, "same", field, same, name_agrees & date_agrees, size[field])

    alike = _records(engine, book, engine.build("train_name", sample=config.sample_ids))
    _add(counts, "same", "id", alike, np.ones(len(alike.a), dtype=bool), size["id"])

    other = _random(engine, config, nodes, book)
    level = other.levels
    apart = ~((level["id"] == 1) | ((level["name"] <= MISSPELT) & (level["date"] == SAME_DATE)))
    kin = compare(engine, nodes, engine.build("train_kin", sample=config.sample_ids), book)
    # one name and nearly one birth date or number in one household: one person entered twice, not a relative
    level = kin.levels
    twice = (level["name"] <= MISSPELT) & (level["name"] > 0)
    twice &= ((level["id"] > 0) & (level["id"] <= TWO_SLIPS)) | np.isin(level["date"], _NEARLY)
    for field in ("name", "date", "id", *plain):
        # people under one roof or on one parcel are kin, not unrelated: leave them to the other class
        roof = np.isin(other.levels["place"], (1, 9)) if field == "place" else np.zeros(len(other.a), dtype=bool)
        _add(counts, "other", field, other, apart & ~roof, size[field])
        _add(counts, "kin", field, kin, ~twice, size[field])
    drawn = {
        "number_pairs": len(same.a),
        "name_pairs": len(alike.a),
        "random_pairs": int(apart.sum()),
        "kin_pairs": len(kin.a),
    }
    return counts, drawn


def _decided(engine: Engine, book: NameBook, kind: str, same: bool) -> Counts:
    """Counts of the pairs of records people decided on (table ``decided_record``)."""
    engine.con.execute(f"CREATE OR REPLACE TABLE train_pair AS SELECT a, b FROM decided_record WHERE same = {same}")
    found = _records(engine, book, Table("train_pair"))
    counts: Counts = {}
    for spec in PERSON_FIELDS:
        if spec.name != "support":
            _add(counts, kind, spec.name, found, np.ones(len(found.a), dtype=bool), len(spec.levels))
    return counts


def profile(engine: Engine, nodes: Nodes, book: NameBook) -> dict[str, dict[str, int]]:
    """What the records of each register are like: how many bear what (counts; ``nodes``: of people, all registers)."""
    found = {row[0]: dict(zip(PROFILE, map(int, row[1:]), strict=True)) for row in engine.rows("profile")}
    known = np.append(((book.words < 0) | book.common[book.words]).all(axis=1), True)
    return {**found, "nodes": {"records": len(nodes), "unknown_word": int((~known[nodes.name]).sum())}}


def _records(engine: Engine, book: NameBook, pairs: Table) -> Compared:
    """Compare the records (not nodes) of table ``pairs``."""
    engine.con.execute(
        "CREATE OR REPLACE TABLE train_group AS SELECT DISTINCT rid, rid AS nid FROM "
        f"(SELECT a AS rid FROM {pairs} UNION ALL SELECT b FROM {pairs})"
    )
    nodes = engine.build("node", target="train_node", grouping="train_group")
    return compare(engine, load_nodes(engine, nodes), pairs, book)


def _random(engine: Engine, config: LinkConfig, nodes: Nodes, book: NameBook) -> Compared:
    """Compare up to ``sample_pairs`` random pairs of nodes; the draw depends on the number of nodes only."""
    n = len(nodes)
    size = min(config.sample_pairs, n * (n - 1) // 2)
    draw = np.random.default_rng(_SEED).integers(0, max(n, 1), size=(2, size), dtype=np.int64)
    a, b = np.minimum(draw[0], draw[1]), np.maximum(draw[0], draw[1])
    keys = np.unique((a * n + b)[a < b])
    pairs = engine.put("train_pair", {"a": nodes.nid[keys // max(n, 1)], "b": nodes.nid[keys % max(n, 1)]})
    return compare(engine, nodes, pairs, book)


def _with_rarity(model: Model, nodes: Nodes, book: NameBook) -> Model:
    counts = np.bincount(nodes.name[nodes.name >= 0], minlength=len(book.keys)).astype(np.int64)
    rarity = buckets(counts, len(nodes))
    default = int(buckets(np.array([1]), len(nodes))[0])
    table = {name_code(book.keys[i]): int(rarity[i]) for i in np.flatnonzero(rarity < default)}
    return replace(model, rarity=table, rarity_default=default, words=common_words(book))
