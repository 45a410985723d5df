"""A run after a run: link what the change can reach, take over everything else as it was.

The order is that of a full run (parcels, people, households; organisations, of which there are few, anew), and so is
what is written; ``region`` says why it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.linkage.engine import Engine
from doisoat.linkage.households import link_households
from doisoat.linkage.inputs import COLUMNS, LinkConfig
from doisoat.linkage.model import Model
from doisoat.linkage.organisations import link_organisations
from doisoat.linkage.outputs import copy_out, keep_people, keep_table
from doisoat.linkage.parcels import link_parcels
from doisoat.linkage.persons import People
from doisoat.linkage.region import Region, relink_people, relink_table
from doisoat.linkage.state import About, open_state, put_nodes
from doisoat.linkage.successions import find_successions
from doisoat.linkage.tables import Linked
from doisoat.runs import files as addresses
from doisoat.runs.link_report import DecisionCounts, RegionCounts, Successions
from doisoat.sqlwork import Table, parquet

__all__ = ["Relinked", "relink", "splice"]

_CHANGED = "source_id IN (SELECT source_id FROM changed_source)"


@dataclass(frozen=True)
class Relinked:
    """What was linked again, for the report: ``regions`` by kind of entity, and what was counted on the way."""

    regions: dict[str, RegionCounts]
    successions: Successions
    parcels: Linked
    people: People
    households: Linked
    organisations: Linked

    @property
    def decided(self) -> DecisionCounts:
        """What became of the decisions about the records linked again."""
        parts = (self.people, self.households, self.organisations)
        return sum((part.decided for part in parts), start=self.parcels.decided)


def relink(
    engine: Engine, config: LinkConfig, models: Mapping[str, Model], state: Path, before: About, now: About
) -> Relinked:
    """Link the region of the change between ``before`` and ``now``; leaves the tables a full run leaves, for it alone.

    The views ``all_<table>`` hold every record of the run.
    """
    open_state(engine, state)
    _changes(engine, before, now)
    successions, parcels, parcel_region = _parcels(engine, config, models)
    people, person_region = _people(engine, config, models, before)
    households, household_region = _households(engine, config, models)
    _look_at(engine, "true", *COLUMNS)
    engine.run("incremental_parcel_cluster")
    organisations, _ = link_organisations(engine, models["organisation"].settings(config), models["organisation"])
    keep_table(engine, config, "organisation", organisations)
    _restrict(engine)
    regions = {"parcel": parcel_region, "person": person_region, "household": household_region}
    return Relinked(regions, successions, parcels, people, households, organisations)


def _changes(engine: Engine, before: About, now: About) -> None:
    """Tables changed_source and decided_now."""
    files = {**before.files, **now.files}
    differ = before.files.keys() ^ now.files.keys()
    sources = sorted({source for digest in differ for source in files[digest].sources})
    _put(engine, "changed_source", ("source_id",), [(source,) for source in sources])
    decided = sorted({(row[0], row[1]) for row in [*before.decided, *now.decided]})
    _put(engine, "decided_now", ("source_id", "record_key"), decided)


def _put(engine: Engine, table: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    engine.con.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(f'{c} VARCHAR' for c in columns)})")
    if rows:
        engine.con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in columns)})", rows)


def _look_at(engine: Engine, where: str, *tables: str) -> None:
    """Views in_<table>: the rows of all_<table> for which ``where`` holds."""
    for table in tables:
        engine.con.execute(f"CREATE OR REPLACE VIEW in_{table} AS SELECT * FROM all_{table} t WHERE {where}")


def _compare(engine: Engine, kind: str, fresh: str, before: str, where: str) -> None:
    """Tables <kind>_fresh and <kind>_before: records as read now and as they were, each with a digest of its values."""
    read = f"SELECT {fresh} FROM {kind}_record"
    was = f"SELECT {before} FROM was_{kind} WHERE {where}"
    for table, rows in (("fresh", read), ("before", was)):
        engine.con.execute(f"CREATE OR REPLACE TABLE {kind}_{table} AS SELECT r.*, hash(r) AS digest FROM ({rows}) r")


def _parcels(
    engine: Engine, config: LinkConfig, models: Mapping[str, Model]
) -> tuple[Successions, Linked, RegionCounts]:
    model = models["parcel"]
    settings = model.settings(config)
    # what a parcel was split from or merged into may be said by any source
    successions = find_successions(engine)
    engine.run("incremental_kin_changed")
    kin = "hash(source_id, record_key) IN (SELECT nkey FROM kin_changed)"
    attached = f"(source_id, parcel_key) IN (SELECT source_id, parcel_key FROM all_parcel WHERE {kin})"
    _look_at(engine, _CHANGED, *COLUMNS)
    _look_at(engine, f"{_CHANGED} OR {kin}", "parcel")
    _look_at(engine, f"{_CHANGED} OR {attached}", "right", "certificate")
    engine.run("parcel_record")
    _compare(engine, "parcel", "* EXCLUDE (nid, role), nkey AS rkey", "*", f"{_CHANGED} OR {kin}")
    region = Region(engine, "parcel", settings)
    linked = relink_table(region, lambda: link_parcels(engine, settings, model)[0])
    put_nodes(engine, "parcel", Table("parcel_record"), {"part": linked.part, "label": linked.label})
    keep_table(engine, settings, "parcel", linked)
    engine.run("incremental_parcel_cluster")
    engine.run("incremental_wanted_parcel")
    return successions, linked, region.counts()


def _people(
    engine: Engine, config: LinkConfig, models: Mapping[str, Model], before: About
) -> tuple[People, RegionCounts]:
    model = models["person"]
    settings = model.settings(config)
    _look_at(
        engine,
        f"{_CHANGED} OR (source_id, parcel_key) IN (SELECT source_id, parcel_key FROM wanted_parcel)",
        "parcel",
        "right",
    )
    engine.run("person_record")
    rights = "SELECT hash(source_id, 'land|' || parcel_key) FROM wanted_parcel"
    _compare(
        engine,
        "person",
        "* EXCLUDE (rid)",
        "* EXCLUDE (nkey)",
        f"{_CHANGED} OR (tbl = 'right' AND household IN ({rights}))",
    )
    region = Region(engine, "person", settings)
    people = relink_people(region, model, before.residents)
    put_nodes(engine, "person", Table("node"), {"part": people.part, "first": people.first, "label": people.label})
    keep_people(engine, settings, people)
    return people, region.counts()


def _households(engine: Engine, config: LinkConfig, models: Mapping[str, Model]) -> tuple[Linked, RegionCounts]:
    model = models["household"]
    settings = model.settings(config)
    engine.run("incremental_wanted_household")
    wanted = "IN (SELECT household FROM wanted_household)"
    _look_at(
        engine, f"{_CHANGED} OR hash(source_id, 'household|' || household_no) {wanted}", "household", "household_member"
    )
    engine.run("incremental_member_label")
    engine.run("household_record")
    _compare(
        engine,
        "household",
        "* EXCLUDE (nid, role), nkey AS rkey",
        "*",
        f"{_CHANGED} OR hash(source_id, 'household|' || number) {wanted}",
    )
    region = Region(engine, "household", settings)
    linked = relink_table(region, lambda: link_households(engine, settings, model)[0])
    engine.put("household_label", {"nid": _nids(engine, "household_record"), "label": linked.label})
    put_nodes(engine, "household", Table("household_record"), {"part": linked.part, "label": linked.label})
    keep_table(engine, settings, "household", linked)
    return linked, region.counts()


def _nids(engine: Engine, table: str) -> Any:
    return engine.arrays(f"SELECT nid::BIGINT AS nid FROM {table} ORDER BY nid")["nid"]


def _restrict(engine: Engine) -> None:
    """Leave in the record tables only what was linked, and of papers and rights what hangs on the parcels linked."""
    engine.con.execute("DELETE FROM person_proto WHERE nid IN (SELECT nid FROM node WHERE role > 1)")
    for kind in ("parcel", "household"):
        engine.con.execute(f"DELETE FROM {kind}_record WHERE role > 1")
    _look_at(
        engine,
        f"(source_id, parcel_key) IN (SELECT source_id, parcel_key FROM parcel_record) OR ({_CHANGED} AND NOT EXISTS "
        "(SELECT 1 FROM all_parcel p WHERE p.source_id = t.source_id AND p.parcel_key = t.parcel_key))",
        "certificate",
        "right",
    )


def splice(engine: Engine, config: LinkConfig, entities: str, links: str, prior: Path, out: Mapping[str, Path]) -> None:
    """Write entities and links: of the region as the queries ``entities`` and ``links`` say, else as in ``prior``."""
    run = config.run_id
    engine.con.execute(f"CREATE OR REPLACE TABLE new_entity AS {entities}")
    engine.con.execute(f"CREATE OR REPLACE TABLE new_link AS {links}")
    engine.run("incremental_current")
    links_before = Path(addresses.LinkedFiles(prior.parent.as_posix()).links)
    copy_out(engine, engine.text("incremental_entities", run=run, prior=parquet(prior)), out["entities"])
    engine.run("incremental_redone")
    copy_out(engine, engine.text("incremental_links", run=run, prior=parquet(links_before)), out["links"])
