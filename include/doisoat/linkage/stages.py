"""A linkage cut into tasks that may run on several machines: prepare, compare in shards, settle.

Invariant: the shards are disjoint and together hold every pair, whatever their number, and comparing a pair needs
nothing but its two nodes; so the result does not depend on how many shards there are or in which order they end. What
one task leaves for the next is a folder of Parquet files (``stage``), the tables ``COMPARED`` and ``SETTLED`` and no
others; a shard only needs the folder ``compare`` in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from doisoat.linkage.compare import Compared, join, load_nodes
from doisoat.linkage.decided import Ties
from doisoat.linkage.engine import Engine
from doisoat.linkage.model import PERSON_FIELDS, Model, load_models, save_models
from doisoat.linkage.names import name_book
from doisoat.linkage.outputs import copy_out
from doisoat.linkage.persons import Collapsed, compare_people, slices
from doisoat.runs.codec import from_json, to_json
from doisoat.runs.files import LinkedFiles
from doisoat.runs.link_report import Begun
from doisoat.sqlwork import Table, identifier, parquet

__all__ = ["COMPARED", "SETTLED", "compare_shard", "load_begun", "read_shards", "save_begun"]

COMPARED = tuple(map(Table, ("node", "block_bounded", "person_name")))
"""What the pairs of a shard are compared by."""
SETTLED = tuple(
    map(
        Table,
        (
            "person_record",
            "person_value",
            "person_proto",
            "person_ties",
            "name_part",
            "decision",
            "parcel_record",
            "parcel_block",
            "parcel_label",
            "parcel_link",
            "parcel_evidence",
            "parcel_node",
            "parcel_succession",
            "organisation_record",
            "organisation_label",
            "organisation_link",
            "organisation_evidence",
        ),
    )
)
"""What else the last task reads: people before they are weighed, parcels and organisations as they were linked."""


def save_begun(engine: Engine, stage: Path, collapsed: Collapsed, models: dict[str, Model], begun: Begun) -> int:
    """Write what ``compare_shard`` and ``load_begun`` read into ``stage``; returns how many shards keep one small."""
    compared, rest = stage / "compare", stage / "rest"
    for folder in (compared, rest):
        folder.mkdir(parents=True, exist_ok=True)
    engine.put("person_ties", {"a": collapsed.ties.a, "b": collapsed.ties.b, "same": collapsed.ties.same})
    for folder, tables in ((compared, COMPARED), (rest, SETTLED)):
        for table in tables:
            copy_out(engine, f"SELECT * FROM {identifier(table.name)}", folder / f"{table}.parquet")
    save_models(compared / "person.json", {"person": models["person"]})
    save_models(rest / "models.json", models)
    Path(LinkedFiles(rest.as_posix()).report).write_bytes(to_json(begun, bare=True))
    return slices(engine)


def compare_shard(
    compared: Path, shard: int, shards: int, out: Path, work_dir: Path, threads: int = 2, memory_limit: str = "2GB"
) -> int:
    """Compare the pairs of one shard and write them to ``out`` (Parquet); returns how many.

    ``compared``: the folder ``compare`` of the stage.
    """
    with Engine(work_dir, threads, memory_limit) as engine:
        model = load_models(compared / "person.json", {"person": PERSON_FIELDS})["person"]
        _open(engine, compared, COMPARED)
        found = compare_people(engine, _collapsed(engine, model, _no_ties(), 0), model, shard, shards)
        columns = {f"level_{name}": levels for name, levels in found.levels.items()}
        engine.put(
            "found", {"a": found.a, "b": found.b, "duplicate": found.duplicate, "rarity": found.rarity, **columns}
        )
        copy_out(engine, "SELECT * FROM found ORDER BY a, b", out)
        return len(found.a)


def load_begun(engine: Engine, stage: Path, models: dict[str, Model]) -> tuple[Collapsed, Begun]:
    """Open what ``save_begun`` left as tables of ``engine``; returns the people in it, and what was counted."""
    for folder, tables in (("compare", COMPARED), ("rest", SETTLED)):
        _open(engine, stage / folder, tables)
    counted = Path(LinkedFiles((stage / "rest").as_posix()).report)
    begun = from_json(Begun, counted.read_bytes(), counted.name)
    ties = engine.arrays("SELECT a, b, same FROM person_ties ORDER BY a, b")
    given = Ties(ties["a"].astype(np.int64), ties["b"].astype(np.int64), ties["same"].astype(bool))
    return _collapsed(engine, models["person"], given, begun.people.records), begun


def read_shards(engine: Engine, paths: Sequence[Path]) -> Compared:
    """The compared pairs of all shards."""
    parts = []
    for path in paths:
        found = engine.arrays(f"SELECT * FROM {parquet(path)} ORDER BY a, b")
        levels = {name[6:]: found[name].astype(np.int8) for name in found if name.startswith("level_")}
        a, b = found["a"].astype(np.int64), found["b"].astype(np.int64)
        parts.append(Compared(a, b, levels, found["duplicate"].astype(np.int8), found["rarity"].astype(np.int8)))
    return join(parts)


def _open(engine: Engine, folder: Path, tables: Sequence[Table]) -> None:
    for table in tables:
        kept = parquet(folder / f"{table}.parquet")
        engine.con.execute(f"CREATE OR REPLACE TABLE {identifier(table.name)} AS SELECT * FROM {kept}")


def _collapsed(engine: Engine, model: Model, ties: Ties, records: int) -> Collapsed:
    keys = [row[0] for row in engine.con.execute("SELECT name FROM person_name ORDER BY name_id").fetchall()]
    nodes, book = load_nodes(engine, Table("node")), name_book(keys, model.words)
    return Collapsed(nodes, book, ties, model.placeholders, records)


def _no_ties() -> Ties:
    none = np.zeros(0, dtype=np.int64)
    return Ties(none, none, none.astype(bool))
