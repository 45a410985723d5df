"""Link again only what a change can reach, so that the result is what linking everything would give.

Invariant: a record outside the region keeps its cluster and its links in both, because no pair, block or component it
lies in has changed; for a record inside, everything its links depend on is at hand. With a frozen model a pair's weight
depends on its two nodes and, in a second round, for people on the clusters of those they live with, for parcels on the
component of pairs that are worth a look; a cluster on the component of accepted pairs it is cut from; a pair on the
size of the blocks that propose it. So the region holds

* the *touched* nodes: those with a record that is new, gone or different, or that falls together with such a one, or
  that people decided on;
* the components (of the run before) of touched nodes and of every node that a touched one now reaches with a weight
  that could matter, and of every node whose block was cut or opened by the change;
* for people, those who live with somebody whose cluster or household changed, and what they reach.

It grows until nothing more follows. Roles of nodes: 0 touched, or living with a change; 1 inside; 2 only a possible
partner of those; 3 only there to tell who lives with whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.compare import join
from doisoat.linkage.engine import Bits, Engine, Ints
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model
from doisoat.linkage.persons import People, Rounds, block_people, collapse, compare_anchored, compare_people
from doisoat.linkage.score import pack, weigh
from doisoat.linkage.tables import Linked
from doisoat.runs.link_report import RegionCounts
from doisoat.sqlwork import Table, Value, identifier, rows_of

__all__ = ["Region", "relink_people", "relink_table"]


@dataclass(frozen=True)
class Region:
    """The region of one kind of entity, kept in tables ``<kind>_new``, ``_old``, ``_touched``, ``_core`` and others."""

    engine: Engine
    kind: str
    config: LinkConfig

    def run(self, name: str, **values: Value) -> None:
        """Execute ``sql/link/region_<name>.sql`` for this kind, with the cap of blocks where it asks for it."""
        own: dict[str, Value] = {"kind": self.kind, "cap": self.config.block_cap}
        asked = self.engine.statement(f"region_{name}").given
        self.engine.run(f"region_{name}", **{key: value for key, value in own.items() if key in asked}, **values)

    def start(self) -> None:
        """Compare tables ``<kind>_fresh`` (records as read now) and ``<kind>_before`` (the same as they were)."""
        self.run("new")
        self.run("old")
        self.run("touched_person" if self.kind == "person" else "touched")
        described = self.engine.con.execute(f"DESCRIBE {self.kind}_new").fetchall()
        self.run("changed", columns=rows_of(row[0] for row in described))
        self.run("core")

    def grow(self) -> bool:
        """Take in the nodes of table ``_found`` (nkey) with their components; whether any was new."""
        size = self._size()
        self.run("grow")
        return self._size() > size

    def reached(self, table: Table, a: Ints, b: Ints, weight: Bits, least: float) -> bool:
        """Take in the partners (role 2 or 3 in ``table``) of pairs of at least ``least`` bits; whether any was new."""
        strong = weight >= least
        self.engine.put("_strong", {"nid": np.unique(np.concatenate([a[strong], b[strong]]))})
        self.engine.con.execute(
            "CREATE OR REPLACE TABLE _found AS "
            f"SELECT nkey FROM {identifier(table.name)} JOIN _strong USING (nid) WHERE role >= 2"
        )
        return self.grow()

    def counts(self) -> RegionCounts:
        """How many records changed, how many nodes that touches, and how many more lie in the region."""
        count = self.engine.scalar
        changed = f"SELECT rkey FROM {self.kind}_new UNION SELECT rkey FROM {self.kind}_old"
        return RegionCounts(
            changed=count(f"SELECT count(*) FROM ({changed})"),
            touched=count(f"SELECT count(*) FROM {self.kind}_touched"),
            inside=self._size(),
        )

    def _size(self) -> int:
        return self.engine.scalar(f"SELECT count(*) FROM {self.kind}_core")


def relink_table(region: Region, link: Callable[[], Linked]) -> Linked:
    """Link the region of records of one table (parcels, households); ``link`` links table ``<kind>_record``.

    Leaves ``<kind>_record`` with the roles of its records; those of role 0 and 1 are linked as in a full run.
    """
    engine, kind = region.engine, region.kind
    region.start()
    region.run("number")
    engine.con.execute("DELETE FROM block_size")
    engine.run(f"{kind}_block")
    region.run("key", block=f"{kind}_block")
    while True:
        region.run("reach")
        region.run("size", whole=f"{kind}_key")
        region.run("record")
        found = link()
        region.run("opened")
        table = Table(f"{kind}_record")
        grown = region.grow() | region.reached(table, found.a, found.b, found.weight, region.config.review_bits)
        grown |= region.reached(table, *found.bound, np.zeros(len(found.bound[0])), 0.0)
        if not grown:
            return found


def relink_people(region: Region, model: Model, residents: int) -> People:
    """Link the region of person records; leaves ``node`` with their roles, those of 0 and 1 linked as in a full run."""
    engine, config = region.engine, region.config
    region.start()
    region.run("crowded_person")
    engine.con.execute("CREATE OR REPLACE TABLE person_active (nkey UBIGINT)")
    engine.con.execute(
        "CREATE OR REPLACE TABLE person_record AS SELECT CAST(row_number() OVER "
        "(ORDER BY source_id, record_key, tbl) - 1 AS INTEGER) AS rid, * FROM person_changed"
    )
    collapse(engine, config, model)
    engine.con.execute("DELETE FROM block_size")
    block_people(engine, config, residents)
    region.run("key", block="block")
    # a household can add this much to a pair's weight in the second round
    least = config.review_bits - max(0.0, float(model.bits()["support"][0].max()))
    while True:
        people = _round(region, model, residents, least)
        if people is not None:
            return people


def _round(region: Region, model: Model, residents: int, least: float) -> People | None:
    """Link the region as far as it is known; None when it had to grow."""
    engine, config = region.engine, region.config
    region.run("cut_person")
    region.run("reach_person")
    region.run("together_person")
    engine.con.execute(
        "CREATE OR REPLACE TABLE person_whole AS "
        "SELECT kind, raw FROM person_key UNION SELECT kind, raw FROM person_cut"
    )
    region.run("size", whole="person_whole")
    region.run("record_person")
    collapsed = collapse(engine, config, model)
    region.run("node_person")
    block_people(engine, config, residents)
    found = compare_people(engine, collapsed, model)
    region.run("opened_person")
    grown = region.grow()
    rounds = Rounds(engine, config, collapsed, model)
    weight = rounds.decide(found)[0]
    nodes = collapsed.nodes.table
    grown |= region.reached(nodes, found.a, found.b, weight, least)
    region.run("label_person")
    region.run("moved_person")
    active = engine.scalar("SELECT count(*) FROM person_active")
    region.run("active_person")
    if grown | region.grow() | (engine.scalar("SELECT count(*) FROM person_active") > active):
        return None
    anchored = compare_anchored(engine, collapsed, model, found)
    patterns = pack(model, anchored.levels, anchored.rarity)
    weight = weigh(model, patterns, anchored.duplicate, config.duplicate_bits)
    if region.reached(nodes, anchored.a, anchored.b, weight, least):
        return None
    return rounds.second(join([found, anchored]))
