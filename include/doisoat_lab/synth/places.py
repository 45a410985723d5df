"""How a source writes units, villages and addresses, and what gets written wrong there."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.plan import BEFORE, Source
from doisoat_lab.synth.rates import Rates
from doisoat_lab.synth.rng import NULL, Array, objects
from doisoat_lab.synth.rows import Rows
from doisoat_lab.synth.units import is_current, of_province, targets, unit
from doisoat_lab.synth.villages import of_unit


class Places:
    """The villages of one current unit as arrays, and its name as it is written."""

    def __init__(self, spec: SynthSpec, code: str) -> None:
        self.spec = spec
        self.code = code
        self.unit = unit(code)
        self.villages = of_unit(spec, code)
        self.ids = objects([v.id for v in self.villages])
        self.labels = objects([v.label for v in self.villages])
        self.old_labels = objects([v.old_label for v in self.villages])
        self.former = objects([v.former for v in self.villages])
        now = set(self.labels)
        #: Whether a village's old label is nobody's label now: written today, it can only be the old name.
        self.expired = np.array([v.old_label not in now for v in self.villages], dtype=bool)
        names = {p.old: f"{p.old_type} {p.old_name}" for p in self.unit.formers}
        self.former_names = objects([names[v.former] for v in self.villages])

    def write(self, rows: Rows, village: Array, house_no: Array, source: Source) -> None:
        """Fill unit_code, unit_as_of, village, house_no and address of rows whose village is known by index."""
        codes = self.former[village] if source.old_units else np.full(rows.n, self.code, dtype=object)
        labels = (self.old_labels if source.old_villages else self.labels)[village]
        # Addresses keep the former commune's name long after the codes have changed.
        former_name = source.old_units or source.register == "social_insurance"
        unit_names = self.former_names[village] if former_name else self.unit.full_name
        rows.columns["unit_code"] = codes
        rows.columns["village"] = labels
        rows.columns["house_no"] = house_no
        rows.columns["address"] = house_no + ", " + labels + ", " + unit_names + ", " + self.unit.province_name
        rows.columns["_village"] = village
        rows.columns["_meant"] = self.ids[village]


def old_codes_by_row(rng: np.random.Generator, rows: Rows, places: Places, spec: SynthSpec) -> None:
    """A source that dates each row's unit: most rows on today's code on the former one, each saying so."""
    old = rng.random(rows.n) < 0.15
    rows["unit_code"][old] = places.former[rows["_village"][old]]
    rows.columns["unit_as_of"] = np.where(old, BEFORE, spec.as_of).astype(object)


def faults(rng: np.random.Generator, rows: Rows, places: Places, source: Source, rates: Rates) -> None:
    """Wrong, outdated and impossible units and villages."""
    labels, village = rows["village"], rows["_village"]
    rows.put(np.flatnonzero(rng.random(rows.n) < source.missing_village), "village", None)
    _abbreviate(rng, rows, source)
    if source.level != "commune":
        _wrong_units(rng, rows, places, source, rates)
    known = np.not_equal(labels, NULL)
    wrong = rows.some(rng, known, rates["village_wrong"])
    if len(places.villages) > 1 and len(wrong):
        other = (village[wrong] + rng.integers(1, len(places.villages), len(wrong))) % len(places.villages)
        rows.put(
            wrong, "village", (places.old_labels if source.old_villages else places.labels)[other], "village_wrong"
        )
        rows.put(wrong, "_meant", places.ids[other])
    if not source.old_villages:
        stale = rows.some(rng, known & places.expired[village], rates["village_stale"])
        rows.put(stale, "village", places.old_labels[village[stale]], "village_stale")
    unknown = rows.some(rng, known, rates["village_unknown"])
    rows.put(unknown, "village", _unheard(rng, labels[unknown]), "village_unknown")


_SHORT = {"Thôn ": "T. ", "Khu phố ": "KP ", "Tổ dân phố ": "TDP ", "Phường ": "P. ", "Xã ": "X. ", "Tỉnh ": "T. "}


def _abbreviate(rng: np.random.Generator, rows: Rows, source: Source) -> None:
    """Addresses with the usual abbreviations, as often as names are spelt otherwise; no detector compares them."""
    where = np.flatnonzero(rng.random(rows.n) < source.spelling)
    shortened = rows["address"][where]
    for i, address in enumerate(shortened):
        for long, short in _SHORT.items():
            address = address.replace(long, short) if address else address
        shortened[i] = address
    rows["address"][where] = shortened


def _wrong_units(rng: np.random.Generator, rows: Rows, places: Places, source: Source, rates: Rates) -> None:
    spec = places.spec
    as_of = rows.columns.get("unit_as_of")
    others = [c for c in spec.units if c != places.code] or [c for c in of_province(spec.province) if c != places.code]
    wrong = rows.some(rng, np.ones(rows.n, bool), rates["unit_wrong"])
    drawn = rng.integers(0, len(others), len(wrong))
    choice = objects([unit(c).formers[-1].old for c in others] if source.old_units else others)
    rows.put(wrong, "unit_code", choice[drawn], "unit_wrong")
    # Noted in another commune means noted in a village there.
    there = [of_unit(spec, c)[-1] for c in others]
    labels = objects([v.old_label if source.old_villages else v.label for v in there])
    rows.put(wrong, "village", labels[drawn])
    rows.put(wrong, "_meant", objects([v.id for v in there])[drawn])
    if as_of is not None:
        as_of[wrong] = spec.as_of
    closed = np.array([not is_current(v.former) and len(targets(v.former)) == 1 for v in places.villages], dtype=bool)
    if not source.old_units and closed.any():
        stale = rows.some(rng, closed[rows["_village"]], rates["unit_stale"])
        rows.put(stale, "unit_code", places.former[rows["_village"][stale]], "unit_stale")
        if as_of is not None:
            as_of[stale] = None
    unknown = rows.some(rng, np.ones(rows.n, bool), rates["unit_unknown"])
    nowhere = objects([str(90_000 + 7 * i) for i in range(40)])
    # A village means nothing without its unit; such rows leave it out.
    rows.put(unknown, "village", None)
    rows.put(unknown, "unit_code", nowhere[rng.integers(0, 40, len(unknown))], "unit_unknown")


def _unheard(rng: np.random.Generator, labels: Array) -> Array:
    """Labels that no village ever had: a number too far, or a name of elsewhere."""
    names = objects(["Thôn Cây Xoài Đôi", "Xóm Gò Mả Lạng", "Khu phố Bến Tượng Voi", "Thôn 97", "Tổ dân phố 88"])
    out: Array = names[rng.integers(0, len(names), len(labels))]
    return out
