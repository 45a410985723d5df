"""Link parcels across levels and systems.

After a merger three former communes each have a sheet 1, so (unit, sheet, number) may name several parcels; what
stays is (former unit, former sheet, former number), the parcel code, the holders and the area. Each is weighed; how
often two different parcels share a key is counted on pairs whose codes differ.

A parcel that one level has split or merged already and another has not is no duplicate of its successors, however much
they share (``successions``): such pairs are contradictions.
"""

from __future__ import annotations

import numpy as np

from doisoat.linkage.decided import record_ties
from doisoat.linkage.engine import Engine
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Field, Model, start_counts
from doisoat.linkage.tables import Linked, Pairs, block, count_levels, random_pairs, read_pairs, settle

__all__ = ["PARCEL_FIELDS", "link_parcels"]


def _field(name: str, levels: tuple[str, ...], same: tuple[int, ...], other: tuple[int, ...]) -> Field:
    return Field(name, levels, (tuple(range(1, len(levels))),), {"same": same, "other": other, "kin": same}, False)


PARCEL_FIELDS = (
    _field("code", ("missing", "same", "slip", "different"), (0, 380, 10, 10), (0, 1, 2, 40000)),
    _field(
        "key",
        ("missing", "former_same", "now_same_former_differs", "now_same", "former_slip", "now_slip", "different"),
        (0, 300, 6, 300, 12, 12, 60),
        (0, 1, 8, 8, 40, 60, 40000),
    ),
    _field("area", ("missing", "same", "close", "near", "different"), (0, 370, 8, 8, 14), (0, 60, 250, 2500, 37000)),
    _field("holders", ("missing", "number", "name", "none"), (0, 250, 120, 30), (0, 20, 40, 40000)),
    _field("certificate", ("missing", "same", "different"), (0, 380, 20), (0, 4, 40000)),
    _field("land_use", ("missing", "same", "different"), (0, 360, 40), (0, 12000, 28000)),
    _field("village", ("missing", "shared", "apart"), (0, 370, 30), (0, 400, 40000)),
    # a parcel and what it was split into, or two parts of it, are never one: a rule, not an estimate (about -60 bits)
    _field("succession", ("missing", "successor", "sibling", "neither"), (0, 0, 0, 10**18), (0, 500, 500, 500)),
)


def link_parcels(
    engine: Engine, config: LinkConfig, model: Model | None, report: dict[str, object]
) -> tuple[Linked, Model]:
    """Link table ``parcel_record``; leaves ``parcel_cluster`` (source_id, record_key, entity = cluster number)."""
    dropped = block(engine, "parcel", config.block_cap)
    pairs = read_pairs(engine, engine.text("parcel_levels", pairs="parcel_pair"))
    records = engine.arrays("SELECT nid::BIGINT AS nid, slot FROM parcel_record ORDER BY nid")
    n = len(records["nid"])
    if model is None:
        model = _train(engine, config, n, pairs)
    config = model.settings(config)
    _, slot = np.unique(records["slot"], return_inverse=True)
    linked = settle(model, n, slot.astype(np.int64), pairs, config, record_ties(engine, "parcel", report))
    engine.put("parcel_label", {"nid": np.arange(n), "label": linked.label})
    engine.con.execute(
        "CREATE OR REPLACE TABLE parcel_cluster AS SELECT r.source_id, r.record_key, k.nkey AS entity "
        "FROM parcel_record r JOIN parcel_label l USING (nid) JOIN parcel_record k ON k.nid = l.label"
    )
    report["parcels"] = {"records": n, "pairs": len(pairs.a), "entities": len(np.unique(linked.label)), **dropped}
    engine.lap("parcels")
    return linked, model


def _train(engine: Engine, config: LinkConfig, n: int, pairs: Pairs) -> Model:
    model = Model(start_counts(PARCEL_FIELDS), max(n // 3, 1), fields=PARCEL_FIELDS)
    level, apart = pairs.levels, pairs.duplicate == 0
    by_code = apart & (level["code"] == 1)
    rest = [f.name for f in PARCEL_FIELDS if f.name != "code"]
    model = model.with_counts(
        count_levels(model, "same", pairs, dict.fromkeys(rest, by_code)), code_pairs=int(by_code.sum())
    )
    by_key = apart & (level["key"] == 1) & (level["area"] == 1)
    model = model.with_counts(count_levels(model, "same", pairs, {"code": by_key}), key_pairs=int(by_key.sum()))
    # two parcels with one key are too rare for a random sample: count them where the codes tell parcels apart
    others = level["code"] == 3
    counts = count_levels(model, "other", pairs, {"key": others, "certificate": others})
    known = engine.scalar("SELECT count(*) FROM parcel_record WHERE code IS NOT NULL")
    for name in ("key", "certificate"):
        counts[name]["other"][-1] += known * (known - 1) // 2
    model = model.with_counts(counts)
    random_pairs(engine, "parcel_random", n, config.sample_pairs)
    drawn = read_pairs(engine, engine.text("parcel_levels", pairs="parcel_random"))
    far = ~((drawn.levels["code"] == 1) | (drawn.levels["key"] == 1))
    names = ("code", "area", "holders", "land_use", "village")
    return model.with_counts(
        count_levels(model, "other", drawn, dict.fromkeys(names, far)), random_pairs=int(far.sum())
    )
