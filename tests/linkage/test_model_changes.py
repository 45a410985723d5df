"""What a model weighs, for people to read: every level but the missing ones, and only changes worth a look."""

from __future__ import annotations

from dataclasses import replace

from doisoat.linkage.model import Model, start_counts
from doisoat.linkage.model_changes import MODEL_FIELDS, changes, level_rows


def model(kind: str) -> Model:
    fields = MODEL_FIELDS[kind]
    return Model(start_counts(fields), 1000, fields=fields)


def heavier(before: Model, name: str, level: int, times: int) -> Model:
    counts = {field: dict(of) for field, of in before.counts.items()}
    same = list(counts[name]["same"])
    same[level] *= times
    counts[name]["same"] = tuple(same)
    return replace(before, counts=counts)


def test_every_level_of_every_kind_has_a_row_with_its_counts() -> None:
    for kind, fields in MODEL_FIELDS.items():
        rows = level_rows(model(kind))
        assert [(r.field, r.level) for r in rows] == [(f.name, level) for f in fields for level in f.levels[1:]]
        assert all((r.kin_bits is not None) == f.against_kin for f in fields for r in rows if r.field == f.name)
    first = level_rows(model("household"))[0]
    assert (first.field, first.level, first.same, first.other) == ("members", "all", 300, 1)


def test_a_model_does_not_differ_from_itself() -> None:
    models = {kind: model(kind) for kind in MODEL_FIELDS}
    assert changes(models, models) == []


def test_the_largest_change_comes_first_and_small_ones_are_left_out() -> None:
    before = {"household": model("household"), "person": model("person")}
    after = {"household": heavier(before["household"], "members", 6, 16)}  # none: 3 -> 48
    found = changes(before, after)
    assert (found[0].kind, found[0].field, found[0].level) == ("household", "members", "none")
    assert found[0].after > found[0].before
    sizes = [abs(c.after - c.before) for c in found]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 0.5
    assert changes(before, after, least=100.0) == []
