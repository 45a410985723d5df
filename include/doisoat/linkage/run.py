"""The whole linkage of a province: parcels, organisations, then people, then households, then ids that stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from doisoat.linkage.decided import open_decisions
from doisoat.linkage.engine import Engine, Report
from doisoat.linkage.households import HOUSEHOLD_FIELDS, link_households
from doisoat.linkage.identity import give_ids, sql_text
from doisoat.linkage.incremental import relink, splice
from doisoat.linkage.inputs import LinkConfig, LinkInputs, LinkResult, open_inputs
from doisoat.linkage.model import PERSON_FIELDS, Model, load_about, load_models, save_models
from doisoat.linkage.organisations import ORGANISATION_FIELDS, link_organisations
from doisoat.linkage.outputs import copy_out, keep_people, keep_table, link_counts, links_query
from doisoat.linkage.parcels import PARCEL_FIELDS, link_parcels
from doisoat.linkage.persons import link_people
from doisoat.linkage.state import describe, keep_state, put_nodes, read_about
from doisoat.linkage.successions import find_successions

__all__ = ["link"]

KINDS = {
    "person": PERSON_FIELDS, "household": HOUSEHOLD_FIELDS, "parcel": PARCEL_FIELDS,
    "organisation": ORGANISATION_FIELDS,
}  # fmt: skip


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
    """Give every canonical record of every source an entity id.

    ``prior_entities``: entities.parquet of the run before (its ids are carried over; links.parquet and aliases.parquet
    lie beside it); ``model``: a frozen model.json (else one is trained on the data); ``decisions``: what people decided
    about pairs of records (Parquet: entity_kind, source_a, record_a, source_b, record_b, verdict ``same`` or
    ``different``; newest last). ``prior_state``: folder ``state`` of the run before: with the same model and settings
    only what the change can reach is linked again, which gives what linking everything gives. Writes entities, links,
    aliases, successions (Parquet), model.json and the folder state into ``out_dir``; same content in, same content
    out, whatever ``threads`` or the order of rows.

    Raises DoisoatError LINK-MODEL for a model file that cannot be used.
    """
    frozen: dict[str, Model] = load_models(model, KINDS) if model else {}
    (out_dir / "state").mkdir(parents=True, exist_ok=True)
    files = {name: out_dir / f"{name}.parquet" for name in ("entities", "links", "aliases", "successions")}
    path = out_dir / "model.json"
    report: Report = {}
    with Engine(work_dir, threads, memory_limit) as engine:
        report["rows"] = open_inputs(engine, tables)
        open_decisions(engine, decisions, report)
        successions = find_successions(engine, report)
        about = describe(engine, tables, config, load_about(model)["content_hash"] if model else "")
        about = replace(about, successions=successions)
        before = read_about(prior_state) if prior_entities is not None else None
        again = before is not None and prior_state is not None and before.fits(about)
        models: Mapping[str, Model] = frozen
        if again and before is not None and prior_state is not None:
            open_inputs(engine, tables, prefix="all")
            relink(engine, config, models, prior_state, before, about, report)
        else:
            models = _link_all(engine, config, frozen, report)
        report["model"] = save_models(path, models)
        _publish(engine, config, models, prior_entities, files, again, report)
        copy_out(engine, engine.text("successions", run=sql_text(config.run_id)), files["successions"])
        keep_state(engine, out_dir / "state", replace(about, model=str(report["model"])), again)
        engine.lap("state")
        report["seconds"] = dict(engine.timings)
    report["thresholds"] = {"accept_bits": config.accept_bits, "review_bits": config.review_bits}
    return LinkResult(files["entities"], files["links"], path, files["aliases"], report, files["successions"])


def _link_all(engine: Engine, config: LinkConfig, frozen: Mapping[str, Model], report: Report) -> dict[str, Model]:
    """Link every record; leaves what ``_publish`` and ``keep_state`` read."""
    models: dict[str, Model] = {}
    engine.run("parcel_record")
    parcels, models["parcel"] = link_parcels(engine, config, frozen.get("parcel"), report)
    organisations, models["organisation"] = link_organisations(engine, config, frozen.get("organisation"), report)
    engine.run("person_record")
    engine.lap("people: read")
    people = link_people(engine, config, frozen.get("person"), report)
    models["person"] = people.model
    put_nodes(engine, "person", "node", {"part": people.part, "first": people.first, "label": people.label})
    engine.run("member_label")
    engine.run("household_record")
    households, models["household"] = link_households(engine, config, frozen.get("household"), report)
    engine.put("household_label", {"nid": np.arange(len(households.label)), "label": households.label})
    keep_people(engine, models["person"].settings(config), people)
    for kind, linked in (("parcel", parcels), ("household", households), ("organisation", organisations)):
        keep_table(engine, models[kind].settings(config), kind, linked)
        if kind in ("parcel", "household"):
            put_nodes(engine, kind, f"{kind}_record", {"part": linked.part, "label": linked.label})
    return models


def _publish(
    engine: Engine, config: LinkConfig, models: Mapping[str, Model], prior: Path | None, files: Mapping[str, Path],
    again: bool, report: Report,
) -> None:  # fmt: skip
    """Ids, entities, links and aliases; ``again``: of the region alone, the others taken over from ``prior``."""
    engine.run("membership")
    report["ids"] = give_ids(engine, prior, config.mint_key, config.run_id, files["aliases"])
    entities = engine.text("entities", run=sql_text(config.run_id))
    links = links_query(engine, config, models["person"])
    if again and prior is not None:
        splice(engine, config, entities, links, prior, files)
    else:
        copy_out(engine, entities, files["entities"])
        engine.lap("ids")
        copy_out(engine, links, files["links"])
    engine.lap("links")
    report["links"] = link_counts(engine, files["links"])
