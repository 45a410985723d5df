"""The whole linkage of a province: parcels, organisations, then people, then households, then ids that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from doisoat.linkage.compare import Compared
from doisoat.linkage.decided import open_decisions
from doisoat.linkage.engine import Engine, Report
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
    carry_on,
    decided_records,
    describe,
    keep_state,
    measured,
    put_nodes,
    read_about,
)  # fmt: skip
from doisoat.linkage.successions import find_successions
from doisoat.sqlwork import Table

__all__ = ["Job", "link", "prepare", "settle"]

KINDS = {
    "person": PERSON_FIELDS, "household": HOUSEHOLD_FIELDS, "parcel": PARCEL_FIELDS,
    "organisation": ORGANISATION_FIELDS,
}  # fmt: skip


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
        return {name: self.out_dir / f"{name}.parquet" for name in ("entities", "links", "aliases", "successions")}

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
    report: Report = {}
    with Engine(work_dir, threads, memory_limit) as engine:
        about, before = _open(engine, job, report)
        if before is not None:
            return _link_again(engine, job, about, before, report)
        collapsed, models = _begin(engine, job, report)
        found = compare_all(engine, collapsed, models["person"])
        _finish(engine, job, collapsed, models, found, report)
        return _close(engine, job, about, models, report)


def prepare(job: Job, stage: Path) -> int:
    """First of the tasks of a linkage over several machines: everything before pairs of people are compared.

    Returns in how many shards they should be; 0 when the run before leaves so little to do that ``settle`` does it.
    """
    report: Report = {}
    with Engine(job.work_dir, job.threads, job.memory_limit) as engine:
        _, before = _open(engine, job, report)
        if before is not None:
            return 0
        collapsed, models = _begin(engine, job, report)
        return save_begun(engine, stage, collapsed, models, report)


def settle(job: Job, stage: Path, shards: Sequence[Path]) -> LinkResult:
    """Last task: weigh and cluster what ``stages.compare_shard`` wrote; gives what ``link`` gives."""
    if not shards:
        return link(**{field.name: getattr(job, field.name) for field in fields(job)})
    report: Report = {}
    with Engine(job.work_dir, job.threads, job.memory_limit) as engine:
        about, _ = _open(engine, job, report)
        models: dict[str, Model] = load_models(
            stage / "rest" / "models.json", {k: v for k, v in KINDS.items() if k != "household"}
        )
        collapsed = load_begun(engine, stage, models, report)
        about = replace(about, decided=decided_records(engine))  # those of the first task hold
        _finish(engine, job, collapsed, models, read_shards(engine, shards), report)
        return _close(engine, job, about, models, report)


def _open(engine: Engine, job: Job, report: Report) -> tuple[About, About | None]:
    """Open the inputs; returns what describes this run, and the run before where its state can be started from."""
    (job.out_dir / "state").mkdir(parents=True, exist_ok=True)
    report["rows"] = dict(sorted(open_inputs(engine, job.tables).items()))
    open_decisions(engine, job.decisions, report)
    about = describe(engine, job.tables, job.config, load_about(job.model)["content_hash"] if job.model else "")
    before = read_about(job.prior_state) if job.prior_entities is not None else None
    return about, before if before is not None and before.fits(about) else None


def _link_again(engine: Engine, job: Job, about: About, before: About, report: Report) -> LinkResult:
    models = job.frozen()
    open_inputs(engine, job.tables, prefix="all")
    if job.prior_state is None:
        raise ValueError("a run can only be continued from its state")
    done = relink(engine, job.config, models, job.prior_state, before, about, report)
    about = replace(about, measured=carry_on(report, before.measured, done.counts["person"]["changed"]))
    return _close(engine, job, about, models, report, again=True)


def _begin(engine: Engine, job: Job, report: Report) -> tuple[Collapsed, dict[str, Model]]:
    """Parcels and organisations whole, people as far as their blocks."""
    frozen, config = job.frozen(), job.config
    models: dict[str, Model] = {}
    find_successions(engine, report)
    engine.run("parcel_record")
    parcels, models["parcel"] = link_parcels(engine, config, frozen.get("parcel"), report)
    put_nodes(engine, "parcel", Table("parcel_record"), {"part": parcels.part, "label": parcels.label})
    organisations, models["organisation"] = link_organisations(engine, config, frozen.get("organisation"), report)
    for kind, linked in (("parcel", parcels), ("organisation", organisations)):
        keep_table(engine, models[kind].settings(config), kind, linked)
    engine.run("person_record")
    engine.lap("people: read")
    collapsed, models["person"] = begin_people(engine, config, frozen.get("person"), report)
    return collapsed, models


def _finish(
    engine: Engine, job: Job, collapsed: Collapsed, models: dict[str, Model], found: Compared, report: Report
) -> None:
    """People from their compared pairs, then households."""
    people = finish_people(engine, job.config, collapsed, models["person"], found, report)
    models["person"] = people.model
    keep_people(engine, people.model.settings(job.config), people)
    put_nodes(engine, "person", Table("node"), {"part": people.part, "first": people.first, "label": people.label})
    engine.run("member_label")
    engine.run("household_record")
    households, model = link_households(engine, job.config, job.frozen().get("household"), report)
    models["household"] = model
    engine.put("household_label", {"nid": np.arange(len(households.label)), "label": households.label})
    keep_table(engine, model.settings(job.config), "household", households)
    put_nodes(engine, "household", Table("household_record"), {"part": households.part, "label": households.label})


def _origin(engine: Engine, job: Job, report: Report) -> dict[str, object]:
    """Where the model is from: the run that trained it, how many sources and rows that read."""
    if job.model:
        return {name: value for name, value in load_about(job.model).items() if name != "content_hash"}
    sources = engine.scalar("SELECT count(DISTINCT source_id) FROM person_record")
    return {"run": job.config.run_id, "sources_of_people": sources, "rows": report["rows"]}


def _close(
    engine: Engine, job: Job, about: About, models: dict[str, Model], report: Report, again: bool = False
) -> LinkResult:
    """Write everything."""
    files, path = job.files(), job.out_dir / "model.json"
    origin = _origin(engine, job, report)
    report["model"], report["model_run"] = save_models(path, models, origin), origin.get("run")
    if not again:
        records = engine.scalar("SELECT count(*) FROM person_record")
        about = replace(about, measured=measured(report, job.config.run_id, records))
    _publish(engine, job.config, models, job.prior_entities, files, again, report)
    copy_out(engine, engine.text("successions", run=job.config.run_id), files["successions"])
    keep_state(engine, job.out_dir / "state", replace(about, model=str(report["model"])), again)
    engine.lap("state")
    report["seconds"] = dict(engine.timings)
    people = models["person"].settings(job.config)
    report["thresholds"] = {"accept_bits": people.accept_bits, "review_bits": people.review_bits}
    return LinkResult(files["entities"], files["links"], path, files["aliases"], report, files["successions"])


def _publish(
    engine: Engine, config: LinkConfig, models: Mapping[str, Model], prior: Path | None, files: Mapping[str, Path],
    again: bool, report: Report,
) -> None:  # fmt: skip
    """Ids, entities, links and aliases; ``again``: of the region alone, the others taken over from ``prior``."""
    engine.run("membership")
    report["ids"] = give_ids(engine, prior, config.mint_key, config.run_id, files["aliases"])
    entities = engine.text("entities", run=config.run_id)
    links = links_query(engine, config, models["person"])
    if again and prior is not None:
        splice(engine, config, entities, links, prior, files)
    else:
        copy_out(engine, entities, files["entities"])
        engine.lap("ids")
        copy_out(engine, links, files["links"])
    engine.lap("links")
    report["links"] = link_counts(engine, files["links"])
