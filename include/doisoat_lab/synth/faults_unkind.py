"""The unkind habits of `unkind.py` as they show in a source's rows."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from doisoat_lab.synth import ways
from doisoat_lab.synth.commune import Commune
from doisoat_lab.synth.faults_person import Fields
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rng import NULL, stream
from doisoat_lab.synth.rows import Rows

LEGACY = "tcvn3"
"""The encoding in which batches were left."""
_COPIED = (
    "name_mistake",
    "birth_mistake",
    "sex_flipped",
    "former_id_mistyped",
    "id_mistyped",
    "id_of_another",
    "id_replaced",
    "id_borrowed",
)
Noted: TypeAlias = dict[str, dict[str, object]]


def _draws(c: Commune, source: Source, habit: str) -> np.random.Generator:
    return stream(c.spec.seed, "unkind", habit, source.source_id, c.code)


def older_parcel_codes(c: Commune, source: Source, rows: Rows) -> None:
    """Parcels under the form of code of before the GeoHash: unit, sheet and number."""
    rate = c.spec.unkind.code_lengths
    if not rate or not rows.n:
        return
    where = np.flatnonzero(_draws(c, source, "code lengths").random(rows.n) < rate)
    older = c.code + "." + rows["map_sheet_no"][where] + "." + rows["parcel_no"][where]
    rows.put(where, "parcel_code", older)


def unconverted(c: Commune, source: Source) -> bool:
    """Whether this commune's rows were loaded into the source as they had been before the merger."""
    rate = c.spec.unkind.unconverted
    return bool(rate) and source.level != "commune" and _draws(c, source, "unconverted").random() < rate


def old_units(c: Commune, source: Source, rows: Rows) -> None:
    """An unconverted batch: former codes, though the source says nothing of them or declares today's."""
    if source.old_units or not unconverted(c, source):
        return
    former = c.places.former[rows["_village"]]
    where = np.flatnonzero(np.equal(rows["unit_code"], c.code) & np.not_equal(former, c.code))
    rows.put(where, "unit_code", former[where], "unit_unconverted")
    if "unit_as_of" in rows.columns:
        rows.put(where, "unit_as_of", None)


def borrowed(c: Commune, source: Source, rows: Rows) -> None:
    """One member's personal number written for others of the household, who have another or none there."""
    rate = c.spec.unkind.borrowed_in_family
    if not rate or not rows.n:
        return
    rng = _draws(c, source, "borrowed")
    houses, place = np.unique(rows["household_no"].astype("U"), return_inverse=True)
    known = np.flatnonzero(np.not_equal(rows["personal_id"], NULL) & np.not_equal(rows["household_no"], NULL))
    lender = np.full(len(houses), -1)
    # The first member with a number, who is mostly the head.
    lender[place[known[::-1]]] = known[::-1]
    chosen = (rng.random(len(houses)) < rate) & (lender >= 0)
    takes = chosen[place] & (rng.random(rows.n) < 0.5) & (lender[place] != np.arange(rows.n))
    takes &= rows["_entity_id"] != rows["_entity_id"][lender[place]]
    where = np.flatnonzero(takes)
    rows.put(where, "personal_id", rows["personal_id"][lender[place[where]]].copy(), "id_borrowed")


def typist(c: Commune, source: Source, rows: Rows) -> None:
    """The clerk of a commune's book writes some villages always in one way of their own, or by their old label."""
    rate = c.spec.unkind.typist_habits
    if not rate or source.level != "commune":
        return
    rng = _draws(c, source, "typist")
    labels = c.places.old_labels if source.old_villages else c.places.labels
    for n, label in enumerate(labels):
        drawn, old, pick = rng.random(3)
        rows_of = np.flatnonzero((rows["_village"] == n) & np.equal(rows["village"], label))
        if drawn >= rate or not len(rows_of):
            continue
        if old < 0.3 and not source.old_villages and c.places.expired[n]:
            rows.put(rows_of, "village", c.places.old_labels[n], "village_stale")
        else:
            several = ways.of(label)
            rows.put(rows_of, "village", several[int(pick * len(several))])


class Travelling:
    """Mistakes at the centre on their way to the copies at lower levels; one object a commune."""

    def __init__(self, c: Commune) -> None:
        self.c = c
        self._noted: dict[str, Noted] = {}

    def note_or_follow(self, source: Source, rows: Rows, fields: Fields) -> None:
        """Note what is mistaken at the centre; write it into the same people's rows of a source below."""
        if not self.c.spec.unkind.travelling:
            return
        if source.level == "central":
            self._noted[rows.table] = _mistaken(rows, fields)
        else:
            self._follow(source, rows, self._noted.get(rows.table, {}))

    def _follow(self, source: Source, rows: Rows, noted: Noted) -> None:
        draws = _draws(self.c, source, "travelling").random(len(noted))
        carried = {
            who: said
            for (who, said), draw in zip(noted.items(), draws, strict=True)
            if draw < self.c.spec.unkind.travelling
        }
        wanted = np.isin(rows["_entity_id"].astype("U"), list(carried))
        for at in np.flatnonzero(wanted):
            for name, value in carried[rows["_entity_id"][at]].items():
                if rows[name][at] != value:
                    rows.put(np.array([at]), name, value, "copied_mistake")  # type: ignore[arg-type]


def _mistaken(rows: Rows, fields: Fields) -> Noted:
    """Entity -> field -> the mistaken value; of several rows of one person the first mistaken one."""
    ours = {fields.name, fields.personal_id, fields.former_id, fields.born, fields.sex}
    noted: Noted = {}
    for at in np.flatnonzero(np.not_equal(rows["_fault"], NULL)):
        for fault, _, name in (one.partition(":") for one in rows["_fault"][at].split(";")):
            if fault in _COPIED and name in ours and rows[name][at] is not None:
                noted.setdefault(rows["_entity_id"][at], {}).setdefault(name, rows[name][at])
    return noted


def legacy_batch(c: Commune, source: Source) -> str | None:
    """The encoding this commune's text was left in, None where it was converted."""
    return LEGACY if unconverted(c, source) else None
