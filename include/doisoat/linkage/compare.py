"""Compare pairs of person nodes: levels of every field, as arrays aligned with the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.dates import compare_dates
from doisoat.linkage.engine import Engine, Flags, Ints, Levels
from doisoat.linkage.names import OTHER_LETTERS, SAME, NameBook, compare_names
from doisoat.linkage.numbers import compare_ids, contradicts
from doisoat.sqlwork import Table, identifier

__all__ = ["Compared", "Nodes", "compare", "join", "load_nodes", "support"]

_NODE, _LABEL = Table("node"), Table("node_label")


@dataclass(frozen=True)
class Nodes:
    """Scalar columns of a node table, indexed by position; ``nid`` is sorted."""

    table: Table
    nid: Ints
    name: Ints
    number: Ints
    date: Ints
    sex: Ints
    doubtful: Flags

    def __len__(self) -> int:
        return len(self.nid)


@dataclass(frozen=True)
class Compared:
    """Pairs (node ids), their levels by field, and the places of a source both hold."""

    a: Ints
    b: Ints
    levels: dict[str, Levels]
    duplicate: Levels
    """In how many places of a source both stand (0 … 4)."""
    rarity: Levels
    """How rare a name both bear is, in whole bits; 0 where names differ or rarity was not asked for."""


def load_nodes(engine: Engine, table: Table) -> Nodes:
    """Read the scalar columns of node table ``table``."""
    found = engine.arrays(
        f"SELECT nid::BIGINT AS nid, name_id::BIGINT AS name, number, date::BIGINT AS date, sex::BIGINT AS sex "
        f"FROM {identifier(table.name)} ORDER BY nid"
    )
    nid, name, number, date, sex = (found[c].astype(np.int64) for c in ("nid", "name", "number", "date", "sex"))
    return Nodes(table, nid, name, number, date, sex, contradicts(number, date // 10000, sex))


def compare(engine: Engine, nodes: Nodes, pairs: Table, book: NameBook, rare: Ints | None = None) -> Compared:
    """Levels of the pairs in table ``pairs`` (columns a, b: node ids of ``nodes``); ``rare``: bits by name id."""
    found = engine.arrays(engine.text("person_overlap", pairs=pairs, nodes=nodes.table))
    a, b = found["a"].astype(np.int64), found["b"].astype(np.int64)
    i, j = np.searchsorted(nodes.nid, a), np.searchsorted(nodes.nid, b)
    levels: dict[str, Levels] = {
        "name": compare_names(book, nodes.name[i], nodes.name[j], found["letters"] == 1),
        "date": compare_dates(nodes.date[i], nodes.date[j]),
        "sex": np.where((nodes.sex[i] == 0) | (nodes.sex[j] == 0), 0, 1 + (nodes.sex[i] != nodes.sex[j])).astype(
            np.int8
        ),
        "id": compare_ids(nodes.number[i], nodes.number[j], nodes.doubtful[i] | nodes.doubtful[j]),
        "former_id": found["former_id"].astype(np.int8),
        "participant": found["participant"].astype(np.int8),
        "place": found["place"].astype(np.int8),
        "support": np.zeros(len(a), dtype=np.int8),
    }
    rarity = np.zeros(len(a), dtype=np.int8)
    if rare is not None:
        equal = (levels["name"] == SAME) | (levels["name"] == OTHER_LETTERS)
        rarity = np.where(equal, np.append(rare, 0)[nodes.name[i]], 0).astype(np.int8)
    return Compared(a, b, levels, found["duplicate"].astype(np.int8), rarity)


def support(engine: Engine, pairs: Table, company: Table, nodes: Table = _NODE, labels: Table = _LABEL) -> Levels:
    """Level of ``support`` of each pair of table ``pairs``, ordered by pair; ``company``: who lives with a node."""
    query = engine.text("person_support_pair", pairs=pairs, nodes=nodes, labels=labels, company=company)
    return engine.arrays(query)["support"].astype(np.int8)


def join(parts: Sequence[Compared]) -> Compared:
    """Pairs of several parts (shards, rounds) as one, ordered by pair."""
    a, b = np.concatenate([p.a for p in parts]), np.concatenate([p.b for p in parts])
    order = np.lexsort((b, a))
    levels = {k: np.concatenate([p.levels[k] for p in parts])[order] for k in parts[0].levels}
    duplicate, rarity = (np.concatenate([getattr(p, name) for p in parts])[order] for name in ("duplicate", "rarity"))
    return Compared(a[order], b[order], levels, duplicate, rarity)
