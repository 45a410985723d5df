"""Link the organisations and communities that hold land, across levels, systems and communes.

One organisation holds many parcels in one source, so its records there are duplicates by design: rights a source
writes alike are one node from the start, and no rule of one record a source applies (only villages of one name in a
merged commune are kept apart). What makes two nodes one
organisation is the name (its legal form and its numbers apart), a tax code or decision where one is written, and
parcels both hold, the parcels being linked already. Names of committees, schools or pagodas are only unique in their
commune, those of registered companies in the country: the place weighs accordingly. A parcel that changed hands at one
level only must not make its old and new holder one, so what a shared parcel says is bounded.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from doisoat.linkage.decided import record_ties
from doisoat.linkage.engine import Engine
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import ComparedField, Model, start_counts
from doisoat.linkage.organisation_names import BOUND, FAMILIES, split_name
from doisoat.linkage.tables import Linked, Pairs, block, count_levels, random_pairs, read_pairs, settle, with_dropped

__all__ = ["ORGANISATION_FIELDS", "link_organisations", "read_names"]


def _field(
    name: str,
    levels: tuple[str, ...],
    same: tuple[int, ...],
    other: tuple[int, ...],
    groups: tuple[tuple[int, ...], ...] = (),
) -> ComparedField:
    every = groups or (tuple(range(1, len(levels))),)
    return ComparedField(name, levels, every, {"same": same, "other": other, "kin": same}, False)


# two tax codes, or two numbers in a name, are two organisations whatever third records say: they weigh a contradiction
ORGANISATION_FIELDS = (
    _field(
        "title",
        ("missing", "same", "numbered", "slip", "part", "near", "different"),
        (0, 33000, 1, 3000, 1500, 1000, 600),
        (0, 10, 40, 40, 30, 200, 40000),
    ),
    _field(
        "form",
        ("missing", "same", "open", "family", "different"),
        (0, 37000, 1500, 800, 1),
        (0, 6000, 2000, 4000, 28000),
    ),
    _field("figures", ("missing", "same", "one_side", "different"), (0, 38000, 1400, 1), (0, 40, 300, 600)),
    _field("number", ("missing", "same", "slip", "different"), (0, 39000, 400, 2), (0, 1, 2, 40000)),
    _field("parcels", ("missing", "shared", "apart"), (0, 250, 150), (0, 8, 40000)),
    _field(
        "place",
        ("missing", "same", "candidate", "unsure", "elsewhere", "open_same", "open_candidate", "open_elsewhere"),
        (0, 38000, 6000, 2, 10, 250, 50, 100),
        (0, 4000, 2000, 4000, 30000, 4000, 2000, 34000),
        ((1, 2, 3, 4), (5, 6, 7)),
    ),
)


def link_organisations(engine: Engine, config: LinkConfig, model: Model | None) -> tuple[Linked, Model]:
    """Link the rights of organisations and communities; parcels come first.

    Leaves ``organisation_record`` (source_id, record_key, nid = its node) and ``organisation_label`` (nid, label).
    """
    read_names(engine)
    engine.run("organisation_record")
    engine.run("organisation_node")
    blocked, dropped = block(engine, "organisation", config.block_cap)
    pairs = read_pairs(engine, engine.text("organisation_levels", pairs=blocked))
    n = engine.scalar("SELECT count(*) FROM organisation_node")
    if model is None:
        model = _train(engine, config, n, pairs)
    config = model.settings(config)
    _, slot = np.unique(engine.arrays("SELECT slot FROM organisation_node ORDER BY nid")["slot"], return_inverse=True)
    ties = record_ties(engine, "organisation")
    records = engine.scalar("SELECT count(*) FROM organisation_record")
    settled = settle(model, n, slot.astype(np.int64), pairs, config, ties)
    linked = with_dropped(settled, dropped, records=records, nodes=n)
    engine.put("organisation_label", {"nid": np.arange(n), "label": linked.label})
    engine.lap("organisations")
    return linked, model


def read_names(engine: Engine) -> None:
    """Table ``organisation_name``: each way of writing a name once, taken apart."""
    names = [row[0] for row in engine.rows("organisation_written")]
    parts = [split_name(name) for name in names]
    texts = {
        "name": names,
        "form": [p.form for p in parts],
        "core": [p.core for p in parts],
        "figures": [p.figures for p in parts],
        "family": [FAMILIES.get(p.form, "") for p in parts],
    }
    table = pa.table(
        {
            **{column: pa.array(values, pa.string()) for column, values in texts.items()},
            "bound": pa.array([p.form in BOUND for p in parts], pa.bool_()),
        }
    )
    engine.keep("organisation_name", table)


def _train(engine: Engine, config: LinkConfig, n: int, pairs: Pairs) -> Model:
    model = Model(start_counts(ORGANISATION_FIELDS), max(n // 3, 1), fields=ORGANISATION_FIELDS)
    level = pairs.levels
    # holders of one parcel under hardly the same name may be its old and its new holder
    by_parcel = (level["parcels"] == 1) & (level["title"] > 0) & (level["title"] < 6) & (level["figures"] != 3)
    model = model.with_counts(
        count_levels(model, "same", pairs, dict.fromkeys(("title", "form", "figures"), by_parcel)),
        parcel_pairs=int(by_parcel.sum()),
    )
    by_name = (level["title"] == 1) & (level["form"] == 1) & ((level["place"] == 1) | (level["parcels"] == 1))
    model = model.with_counts(
        count_levels(model, "same", pairs, dict.fromkeys(("parcels", "number"), by_name)), name_pairs=int(by_name.sum())
    )
    strangers = random_pairs(engine, "organisation_random", n, config.sample_pairs)
    drawn = read_pairs(engine, engine.text("organisation_levels", pairs=strangers))
    far = ~((drawn.levels["title"] == 1) | (drawn.levels["parcels"] == 1) | (drawn.levels["number"] == 1))
    names = ("title", "form", "figures", "number", "place")
    return model.with_counts(
        count_levels(model, "other", drawn, dict.fromkeys(names, far)), random_pairs=int(far.sum())
    )
