"""The whole linkage of a province: parcels, organisations, then people, then households, then ids that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from doisoat.linkage.compare import Compared
from doisoat.linkage.decided import open_decisions
from doisoat.linkage.engine import Engine
from doisoat.linkage.households import HOUSEHOLD_FIELDS, link_households
from doisoat.linkage.identity import give_ids
from doisoat.linkage.incremental import relink, splice
from doisoat.linkage.inputs import LinkConfig, LinkInputs, LinkResult, open_inputs
from doisoat.linkage.model import PERSON_FIELDS, Model, load_about, load_models, save_models
from doisoat.linkage.organisations import ORGANISATION_FIELDS, link_organisations
from doisoat.linkage.outputs import copy_out, keep_people, keep_table, link_counts, links_query
from doisoat.linkage.parcels import PARCEL_FIELDS, link_parcels
from doisoat.linkage.persons import Collapsed, begin_people, compare_all, finish_people
from doisoat.linkage.stages import load_begun, read_shards, save_begun
from doisoat.linkage.state import (
    About,
    Measurement,
    decided_records,
    describe,
    keep_state,
    put_nodes,
    read_about,
)
from doisoat.linkage.successions import find_successions
from doisoat.runs.files import LinkedFiles
from doisoat.runs.link_report import (
    Begun,
    DecisionCounts,
    LinkBits,
    LinkReport,
    PeopleBlocks,
    PeopleCounts,
    RegionCounts,
    TableCounts,
)
from doisoat.sqlwork import Table

__all__ = ["Job", "link", "prepare", "settle"]

KINDS = {
    "person": PERSON_FIELDS,
    "household": HOUSEHOLD_FIELDS,
    "parcel": PARCEL_FIELDS,
    "organisation": ORGANISATION_FIELDS,
}


@dataclass(frozen=True)
class Job:
    """What is to be linked, and where it goes.

    ``prior_entities``: entities.parquet of the run before (its ids are carried over; links.parquet and aliases.parquet
    lie beside it); ``model``: a frozen model.json (else one is trained on the data); ``decisions``: what people decided
    about pairs of records (Parquet: entity_kind, source_a, record_a, source_b, record_b, verdict ``same`` or
    ``different``; newest last). ``prior_state``: folder ``state`` of the run before: with the same model and settings
    only what the change can reach is linked again, which gives what linking everything gives.
    """

    tables: LinkInputs
    config: LinkConfig
    prior_entities: Path | None
    model: Path | None
    work_dir: Path
    out_dir: Path
    threads: int = 2
    memory_limit: str = "2GB"
    decisions: Path | None = None
    prior_state: Path | None = None

    def files(self) -> dict[str, Path]:
        """The Parquet files written, by name."""
        files = self.linked
        return {
            "entities": Path(files.entities),
            "links": Path(files.links),
            "aliases": Path(files.aliases),
            "successions": Path(files.successions),
        }

    @property
    def linked(self) -> LinkedFiles:
        """Where what is written lies."""
        return LinkedFiles(self.out_dir.as_posix())

    def frozen(self) -> dict[str, Model]:
        """The models given, none where they are to be trained."""
        return load_models(self.model, KINDS) if self.model else {}


def link(
    tables: LinkInputs,
    config: LinkConfig,
    prior_entities: Path | None,
    model: Path | None,
    work_dir: Path,
    out_dir: Path,
    threads: int = 2,
    memory_limit: str = "2GB",
    decisions: Path | None = None,
    prior_state: Path | None = None,
) -> LinkResult:
    """Give every canonical record of every source an entity id, in one process (arguments: see ``Job``).

    Writes entities, links, aliases, successions (Parquet), model.json and the folder state into ``out_dir``; same
    content in, same content out, whatever ``threads`` or the order of rows.

    Raises DoisoatError LINK-MODEL for a model file that cannot be used.
    """
    job = Job(tables, config, prior_entities, model, work_dir, out_dir, threads, memory_limit, decisions, prior_state)
    with Engine(work_dir, threads, memory_limit) as engine:
        opened = _open(engine, job)
        if opened.before is not None:
            return _link_again(engine, job, opened, opened.before)
        collapsed, models, begun = _begin(engine, job, opened)
        found = compare_all(engine, collapsed, models["person"])
        done = _finish(engine, job, collapsed, models, found, begun)
        return _close(engine, job, opened.about, models, done)


def prepare(job: Job, stage: Path) -> int:
    """First of the tasks of a linkage over several machines: everything before pairs of people are compared.

    Returns in how many shards they should be; 0 when the run before leaves so little to do that ``settle`` does it.
    """
    with Engine(job.work_dir, job.threads, job.memory_limit) as engine:
        opened = _open(engine, job)
        if opened.before is not None:
            return 0
        collapsed, models, begun = _begin(engine, job, opened)
        return save_begun(engine, stage, collapsed, models, begun)


def settle(job: Job, stage: Path, shards: Sequence[Path]) -> LinkResult:
    """Last task: weigh and cluster what ``stages.compare_shard`` wrote; gives what ``link`` gives."""
    if not shards:
        return link(**{field.name: getattr(job, field.name) for field in fields(job)})
    with Engine(job.work_dir, job.threads, job.memory_limit) as engine:
        opened = _open(engine, job)
        models: dict[str, Model] = load_models(
            stage / "rest" / "models.json", {k: v for k, v in KINDS.items() if k != "household"}
        )
        collapsed, begun = load_begun(engine, stage, models)
        about = replace(opened.about, decided=decided_records(engine))  # those of the first task hold
        done = _finish(engine, job, collapsed, models, read_shards(engine, shards), begun)
        return _close(engine, job, about, models, done)


@dataclass(frozen=True)
class _Opened:
    """The inputs: rows by table, decisions given, what describes this run, and the run before where its state can be
    started from."""

    rows: dict[str, int]
    decisions: DecisionCounts
    about: About
    before: About | None


@dataclass(frozen=True)
class _Done:
    """Everything linked: what was counted, what was measured of people, and what was linked again of them."""

    begun: Begun
    households: TableCounts
    measured: Measurement
    regions: dict[str, RegionCounts] | None = None


def _open(engine: Engine, job: Job) -> _Opened:
    Path(job.linked.state).mkdir(parents=True, exist_ok=True)
    rows = dict(sorted(open_inputs(engine, job.tables).items()))
    given = open_decisions(engine, job.decisions)
    about = describe(engine, job.tables, job.config, load_about(job.model)["content_hash"] if job.model else "")
    before = read_about(job.prior_state) if job.prior_entities is not None else None
    return _Opened(rows, given, about, before if before is not None and before.fits(about) else None)


def _link_again(engine: Engine, job: Job, opened: _Opened, before: About) -> LinkResult:
    models = job.frozen()
    open_inputs(engine, job.tables, prefix="all")
    if job.prior_state is None or before.measured is None:
        raise ValueError("a run can only be continued from its state")
    again = relink(engine, job.config, models, job.prior_state, before, opened.about)
    people = again.people.counts
    begun = Begun(
        rows=opened.rows,
        decisions=opened.decisions + again.decided,
        successions=again.successions,
        parcels=again.parcels.counts,
        organisations=again.organisations.counts,
        people=PeopleCounts(people.records, people.nodes),
        people_blocks=PeopleBlocks(pairs=people.pairs),
    )
    measured = before.measured.carried_on(again.regions["person"].changed)
    done = _Done(begun, again.households.counts, measured, again.regions)
    return _close(engine, job, opened.about, models, done)


def _begin(engine: Engine, job: Job, opened: _Opened) -> tuple[Collapsed, dict[str, Model], Begun]:
    """Parcels and organisations whole, people as far as their blocks."""
    frozen, config = job.frozen(), job.config
    models: dict[str, Model] = {}
    successions = find_successions(engine)
    engine.run("parcel_record")
    parcels, models["parcel"] = link_parcels(engine, config, frozen.get("parcel"))
    put_nodes(engine, "parcel", Table("parcel_record"), {"part": parcels.part, "label": parcels.label})
    organisations, models["organisation"] = link_organisations(engine, config, frozen.get("organisation"))
    for kind, linked in (("parcel", parcels), ("organisation", organisations)):
        keep_table(engine, models[kind].settings(config), kind, linked)
    engine.run("person_record")
    engine.lap("people: read")
    collapsed, models["person"], blocks = begin_people(engine, config, frozen.get("person"))
    begun = Begun(
        rows=opened.rows,
        decisions=opened.decisions + parcels.decided + organisations.decided + collapsed.ties.counts,
        successions=successions,
        parcels=parcels.counts,
        organisations=organisations.counts,
        people=PeopleCounts(collapsed.records, len(collapsed.nodes)),
        people_blocks=blocks,
    )
    return collapsed, models, begun


def _finish(
    engine: Engine, job: Job, collapsed: Collapsed, models: dict[str, Model], found: Compared, begun: Begun
) -> _Done:
    """People from their compared pairs, then households."""
    judged = finish_people(engine, job.config, collapsed, models["person"], found)
    people = judged.people
    models["person"] = people.model
    keep_people(engine, people.model.settings(job.config), people)
    put_nodes(engine, "person", Table("node"), {"part": people.part, "first": people.first, "label": people.label})
    engine.run("member_label")
    engine.run("household_record")
    households, model = link_households(engine, job.config, job.frozen().get("household"))
    models["household"] = model
    engine.put("household_label", {"nid": np.arange(len(households.label)), "label": households.label})
    keep_table(engine, model.settings(job.config), "household", households)
    put_nodes(engine, "household", Table("household_record"), {"part": households.part, "label": households.label})
    records = engine.scalar("SELECT count(*) FROM person_record")
    measured = Measurement(job.config.run_id, records, estimate=judged.estimate, model_fit=judged.fit)
    begun = replace(
        begun,
        decisions=begun.decisions + households.decided,
        people=people.counts,
        people_blocks=replace(begun.people_blocks, pairs=len(found.a)),
    )
    return _Done(begun, households.counts, measured)


def _origin(engine: Engine, job: Job, rows: dict[str, int]) -> dict[str, object]:
    """Where the model is from: the run that trained it, how many sources and rows that read."""
    if job.model:
        return {name: value for name, value in load_about(job.model).items() if name != "content_hash"}
    sources = engine.scalar("SELECT count(DISTINCT source_id) FROM person_record")
    return {"run": job.config.run_id, "sources_of_people": sources, "rows": rows}


def _close(engine: Engine, job: Job, about: About, models: dict[str, Model], done: _Done) -> LinkResult:
    """Write everything."""
    files, path, again, begun = job.files(), Path(job.linked.model), done.regions is not None, done.begun
    origin = _origin(engine, job, begun.rows)
    model, trained_in = save_models(path, models, origin), origin.get("run")
    engine.run("membership")
    ids = give_ids(engine, job.prior_entities, job.config.mint_key, job.config.run_id, files["aliases"])
    _publish(engine, job.config, models, job.prior_entities, files, again)
    copy_out(engine, engine.text("successions", run=job.config.run_id), files["successions"])
    keep_state(engine, Path(job.linked.state), replace(about, measured=done.measured, model=model), again)
    engine.lap("state")
    people = models["person"].settings(job.config)
    report = LinkReport(
        rows=begun.rows,
        decisions=begun.decisions,
        successions=begun.successions,
        parcels=begun.parcels,
        organisations=begun.organisations,
        people=begun.people,
        people_blocks=begun.people_blocks,
        households=done.households,
        estimate=done.measured.estimate,
        model_fit=done.measured.model_fit,
        measured=done.measured.told,
        ids=ids,
        links=link_counts(engine, files["links"]),
        model=model,
        model_run=None if trained_in is None else str(trained_in),
        thresholds=LinkBits(people.accept_bits, people.review_bits),
        incremental=done.regions,
        seconds=dict(engine.timings),
    )
    return LinkResult(files["entities"], files["links"], path, files["aliases"], report, files["successions"])


def _publish(
    engine: Engine,
    config: LinkConfig,
    models: Mapping[str, Model],
    prior: Path | None,
    files: Mapping[str, Path],
    again: bool,
) -> None:
    """Entities, links and aliases; ``again``: of the region alone, the others taken over from ``prior``."""
    entities = engine.text("entities", run=config.run_id)
    links = links_query(engine, config, models["person"])
    if again and prior is not None:
        splice(engine, config, entities, links, prior, files)
    else:
        copy_out(engine, entities, files["entities"])
        engine.lap("ids")
        copy_out(engine, links, files["links"])
    engine.lap("links")
