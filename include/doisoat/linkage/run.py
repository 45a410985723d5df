"""The whole linkage of a province: parcels, organisations, then people, then households, then ids that stay."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from doisoat.linkage.decided import open_decisions
from doisoat.linkage.engine import Bits, Engine, Flags, Ints
from doisoat.linkage.households import HOUSEHOLD_FIELDS, link_households
from doisoat.linkage.identity import give_ids, sql_text
from doisoat.linkage.inputs import LinkConfig, LinkInputs, LinkResult, open_inputs
from doisoat.linkage.model import PERSON_FIELDS, Model, load_models, save_models
from doisoat.linkage.organisations import ORGANISATION_FIELDS, link_organisations
from doisoat.linkage.parcels import PARCEL_FIELDS, link_parcels
from doisoat.linkage.persons import link_people
from doisoat.linkage.tables import Linked

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
) -> LinkResult:
    """Give every canonical record of every source an entity id.

    ``prior_entities``: entities.parquet of the run before (its ids are carried over); ``model``: a frozen model.json
    (else one is trained on the data); ``decisions``: what people decided about pairs of records (Parquet: entity_kind,
    source_a, record_a, source_b, record_b, verdict ``same`` or ``different``; newest last). Writes entities, links,
    aliases (Parquet) and model.json into ``out_dir``; same content in, same content out, whatever ``threads`` or the
    order of rows.

    Raises DoisoatError LINK-MODEL for a model file that cannot be used.
    """
    frozen: dict[str, Model] = load_models(model, KINDS) if model else {}
    out_dir.mkdir(parents=True, exist_ok=True)
    files = {name: out_dir / f"{name}.parquet" for name in ("entities", "links", "aliases")}
    report: dict[str, object] = {}
    with Engine(work_dir, threads, memory_limit) as engine:
        report["rows"] = open_inputs(engine, tables)
        open_decisions(engine, decisions, report)
        engine.run("parcel_record")
        parcels, parcel_model = link_parcels(engine, config, frozen.get("parcel"), report)
        organisations, organisation_model = link_organisations(engine, config, frozen.get("organisation"), report)
        engine.run("person_record")
        engine.lap("people: read")
        people = link_people(engine, config, frozen.get("person"), report)
        engine.run("member_label")
        engine.run("household_record")
        households, household_model = link_households(engine, config, frozen.get("household"), report)
        engine.put("household_label", {"nid": np.arange(len(households.label)), "label": households.label})

        engine.run("membership")
        report["ids"] = give_ids(engine, prior_entities, config.mint_key, config.run_id, files["aliases"])
        run = sql_text(config.run_id)
        _copy(engine, engine.text("entities", run=run), files["entities"])
        engine.lap("ids")
        at = np.searchsorted(people.nodes.nid, people.a), np.searchsorted(people.nodes.nid, people.b)
        report["links"] = {
            "person": _keep(engine, config, "person", people.a, people.b, people.weight, people.pattern,
                            people.evidence, people.label[at[0]] == people.label[at[1]]),
            "parcel": _keep_linked(engine, config, "parcel", parcels),
            "household": _keep_linked(engine, config, "household", households),
            "organisation": _keep_linked(engine, config, "organisation", organisations),
        }  # fmt: skip
        evidence, bits = _exact(people.model)
        _copy(engine, engine.text("links", run=run, exact_bits=bits, exact_evidence=evidence), files["links"])
        engine.lap("links")
        report["seconds"] = dict(engine.timings)
    path = out_dir / "model.json"
    report["model"] = save_models(path, {
        "person": people.model, "parcel": parcel_model, "household": household_model,
        "organisation": organisation_model,
    })  # fmt: skip
    report["thresholds"] = {"accept_bits": config.accept_bits, "review_bits": config.review_bits}
    return LinkResult(files["entities"], files["links"], path, files["aliases"], report)


def _copy(engine: Engine, query: str, path: Path) -> None:
    engine.con.execute(f"COPY ({query}) TO '{sql_text(str(path))}' (FORMAT parquet, COMPRESSION zstd)")


def _keep_linked(engine: Engine, config: LinkConfig, kind: str, linked: Linked) -> dict[str, int]:
    together = linked.label[linked.a] == linked.label[linked.b]
    return _keep(engine, config, kind, linked.a, linked.b, linked.weight, linked.pattern, linked.evidence, together)


def _keep(
    engine: Engine, config: LinkConfig, kind: str, a: Ints, b: Ints, weight: Bits, pattern: Ints,
    evidence: list[str], together: Flags,
) -> dict[str, int]:  # fmt: skip
    """Tables ``<kind>_link`` and ``<kind>_evidence``: accepted pairs of one cluster, and pairs worth a look."""
    linked = together & (weight >= config.accept_bits)
    review = ~together & (weight >= config.review_bits)
    keep = linked | review
    engine.put(f"{kind}_link", {
        "a": a[keep], "b": b[keep], "weight": weight[keep], "pattern": pattern[keep],
        "decision": np.where(linked[keep], "link", "review"),
    })  # fmt: skip
    engine.put(f"{kind}_evidence", {"pattern": np.arange(len(evidence)), "evidence": np.array(evidence, dtype=object)})
    return {"link": int(linked.sum()), "review": int(review.sum())}


def _exact(model: Model) -> tuple[str, float]:
    """Evidence and weight of records that agree exactly on number, name, birth date and sex (rarest names apart)."""
    bits = model.bits()
    name = float(np.round(np.log2(model.share_same("name")[1]) + model.rarity_default, 3))
    found = {"name": name, **{field: float(bits[field][0][1]) for field in ("id", "date", "sex")}}
    weight = round(sum(found.values()) - float(np.log2(max(model.people, 200))), 3)
    return json.dumps({field: ["same", round(value, 1)] for field, value in found.items()}), weight
