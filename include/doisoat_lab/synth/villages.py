"""Villages and their dated names, as the merger of communes and the councils' renamings left them.

Each former commune brings its own villages. What then happens to their names is drawn for each current unit from the
documented patterns: the former commune's name is appended; the villages are renumbered through, so that "Thôn 1" now
means other people; numbers become proper names; or nothing is done yet and three villages share one label. Some are
merged or split on top. A label is an alias with dates; the village's id never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.rng import stream
from doisoat_lab.synth.units import Pair, Unit, targets, unit

_KINDS = {"38": "Xóm", "40": "Xóm", "42": "Thôn", "75": "Ấp", "70": "Ấp", "79": "Ấp", "80": "Ấp"}
_KIND_IDS = {"Thôn": "thon", "Xóm": "xom", "Ấp": "ap", "Bản": "ban", "Khu phố": "khu_pho", "Tổ dân phố": "to_dan_pho"}
_FIRST = ["Dân", "Phú", "Lập", "Minh", "Tân", "Thắng", "Xuân", "Ninh", "Hòa", "Bình", "An", "Mỹ", "Phước", "Đông"]
_LAST = ["Hiệp", "Thuận", "Nghĩa", "Tiến", "Thành", "Lợi", "Sơn", "Cường", "Hội", "Thịnh", "Hưng", "Long", "Trung"]


@dataclass(frozen=True)
class Alias:
    """A label of a village from one day to another (both inclusive; None = without end)."""

    label: str
    valid_from: str | None
    valid_to: str | None
    decision: str | None = None


@dataclass(frozen=True)
class Village:
    """A village: its id, the former commune it lay in, its labels in order of time."""

    id: str
    unit: str
    former: str
    kind: str
    aliases: tuple[Alias, ...]
    weight: float

    @property
    def label(self) -> str:
        """The label in force."""
        return next(a.label for a in reversed(self.aliases) if a.valid_to is None)

    @property
    def old_label(self) -> str:
        """The label in force the day before the merger."""
        return self.aliases[0].label


def _kind(pair: Pair, rng: np.random.Generator) -> str:
    if pair.old_type in ("Phường", "Thị trấn"):
        return "Khu phố" if rng.random() < 0.7 else "Tổ dân phố"
    if pair.old_province in ("40", "38", "11", "12", "14") and rng.random() < 0.35:
        return "Bản"
    return _KINDS.get(pair.old_province, "Thôn")


def _old_labels(pair: Pair, spec: SynthSpec, share: int) -> list[tuple[str, str]]:
    """(kind, label) of the former commune's villages that went to `pair.new`; unique in the former commune."""
    labels = _plain_labels(pair, spec.seed, share)
    if not spec.unkind.dashed_names:
        return labels
    rng = stream(spec.seed, "unkind", "dashed names", pair.old, pair.new)
    firsts, lasts = rng.permutation(len(_FIRST)), rng.permutation(len(_LAST))
    return [
        (kind, f"{kind} {_FIRST[firsts[n]]} {_LAST[lasts[n]]} - {_FIRST[firsts[n - 1]]} {_LAST[lasts[n - 2]]}")
        if rng.random() < spec.unkind.dashed_names
        else (kind, label)
        for n, (kind, label) in enumerate(labels)
    ]


def _plain_labels(pair: Pair, seed: int, share: int) -> list[tuple[str, str]]:
    rng = stream(seed, "old villages", pair.old)
    kind = _kind(pair, rng)
    parts = targets(pair.old) or (pair.new,)
    each = max(2, share)
    where = parts.index(pair.new) if pair.new in parts else 0
    if rng.random() < 0.7:
        return [(kind, f"{kind} {n}") for n in range(where * each + 1, where * each + each + 1)]
    names = [f"{a} {b}" for a in _FIRST for b in _LAST]
    order = rng.permutation(len(names))
    return [(kind, f"{kind} {names[i]}") for i in order[where * each : where * each + each]]


def _renamed(home: Unit, pair: Pair, offset: int, n: int, total: int, policy: str, label: str) -> str:
    """The new label of the n-th (0-based) village of a former commune under the unit's policy."""
    kind, name = label.rsplit(" ", 1) if label.split()[-1].isdigit() else (label, "")
    if home.urban and kind in ("Thôn", "Xóm", "Ấp"):
        kind = "Khu phố"
    if policy == "append":
        return f"{kind} {name} {pair.old_name}" if name else f"{label} {pair.old_name}"
    if policy == "renumber" and name:
        return f"{kind} {total - offset - n}"
    return label


def _village_counts(spec: SynthSpec, home: Unit) -> int:
    people = spec.people / max(1, len(spec.units))
    return int(np.clip(round(people / 700 / len(home.formers)), 2, 9))


@lru_cache(maxsize=512)
def of_unit(spec: SynthSpec, code: str) -> tuple[Village, ...]:
    """The villages of a current unit, in the order of its former communes."""
    home = unit(code)
    rng = stream(spec.seed, "villages", code)
    policy = ("append", "renumber", "proper", "keep")[int(rng.choice(4, p=[0.35, 0.3, 0.15, 0.2]))]
    if len(home.formers) == 1:
        policy = "keep"
    changed = str(rng.choice(["2025-10-24", "2025-12-19", "2026-04-10", "2026-06-26"]))
    before = str(np.datetime64(changed) - 1)
    decision = f"{int(rng.integers(5, 90))}/NQ-HĐND" if policy != "keep" else None
    share = _village_counts(spec, home)
    labels = [(pair, _old_labels(pair, spec, share)) for pair in home.formers]
    total = sum(len(rows) for _, rows in labels)
    out: list[Village] = []
    taken = {label for _, rows in labels for _, label in rows} if policy == "proper" else set()
    offset = 0
    for pair, rows in labels:
        for n, (kind, label) in enumerate(rows):
            new = _renamed(home, pair, offset, n, total, policy, label)
            if policy == "proper" and label.split()[-1].isdigit():
                new = _proper(rng, kind, taken)
            aliases = (
                (Alias(label, None, None),)
                if new == label
                else (Alias(label, None, before), Alias(new, changed, None, decision))
            )
            now = next((k for k in _KIND_IDS if new.startswith(k)), kind)
            size = float(rng.uniform(0.5, 1.5))
            out.append(Village(f"v{code}{len(out) + 1:03d}", code, pair.old, _KIND_IDS[now], aliases, size))
        offset += len(rows)
    return tuple(_merged_and_split(out, rng, code))


def _proper(rng: np.random.Generator, kind: str, taken: set[str]) -> str:
    while True:
        label = f"{kind} {rng.choice(_FIRST)} {rng.choice(_LAST)}"
        if label not in taken:
            taken.add(label)
            return label


def _merged_and_split(villages: list[Village], rng: np.random.Generator, code: str) -> list[Village]:
    """Merge the last two villages of a former commune into a new one, or split the first, in some units."""
    day, before = "2026-08-01", "2026-07-31"
    if len(villages) < 5:
        return villages
    taken = {a.label for v in villages for a in v.aliases}
    number = len(villages)
    if rng.random() < 0.5:
        one, two = villages[-2], villages[-1]
        if one.former == two.former:
            kind = next(k for k, v in _KIND_IDS.items() if v == one.kind)
            label = _proper(rng, kind, taken)
            ended = [
                Alias(a.label, a.valid_from, a.valid_to or before, a.decision) for v in (one, two) for a in v.aliases
            ]
            merged = Village(
                f"v{code}{number + 1:03d}",
                code,
                one.former,
                one.kind,
                (*ended, Alias(label, day, None, "sáp nhập thôn")),
                one.weight + two.weight,
            )
            villages = [*villages[:-2], merged]
    if rng.random() < 0.5:
        old = villages[0]
        halves = []
        for n, letter in enumerate("AB"):
            ended = [Alias(a.label, a.valid_from, a.valid_to or before, a.decision) for a in old.aliases]
            label = f"{old.label}{letter}" if old.label[-1].isdigit() else f"{old.label} {n + 1}"
            halves.append(
                Village(
                    f"v{code}{number + 2 + n:03d}",
                    code,
                    old.former,
                    old.kind,
                    (*ended, Alias(label, day, None, "chia tách thôn")),
                    old.weight / 2,
                )
            )
        villages = [*halves, *villages[1:]]
    return villages


def unlisted(spec: SynthSpec) -> frozenset[str]:
    """The communes nobody has a list of villages for."""
    rate = spec.unkind.no_village_list
    return frozenset(c for c in spec.units if rate and stream(spec.seed, "unkind", "no list", c).random() < rate)


def alias_table(spec: SynthSpec, *, listed: bool = False) -> pd.DataFrame:
    """One row an alias, with the columns of config/villages.csv (all text, empty = null); only those on a list."""
    absent = unlisted(spec) if listed else frozenset()
    rows = [
        (v.id, v.unit, a.label, a.valid_from, a.valid_to, v.kind, v.former, a.decision)
        for code in spec.units
        if code not in absent
        for v in of_unit(spec, code)
        for a in v.aliases
    ]
    columns = ["village_id", "unit_code", "label", "valid_from", "valid_to", "kind", "former_unit_code", "decision"]
    return pd.DataFrame(rows, columns=columns, dtype="str")
