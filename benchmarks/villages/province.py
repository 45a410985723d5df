"""Synthetic provinces for the inference of renames: who lives in which village, and what four sources call it.

Written apart from ``doisoat_lab.synth`` and from the inference: a change is made here by what a council does to the
villages of a former commune, and the truth is written down as it is made.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

POLICIES = ("keep", "append", "shift", "shift_all", "reverse", "retype", "retype_shift", "names", "few")
FIRST = ["Phú", "Tân", "An", "Bình", "Hòa", "Mỹ", "Xuân", "Đông", "Long", "Thạnh", "Ninh", "Vĩnh"]
LAST = ["Lộc", "Lập", "Thuận", "Nghĩa", "Thành", "Sơn", "Hưng", "Lợi", "Phước", "Trung", "Cường", "Tiến"]
BEFORE, NOW = "2025-06-30", "2026-11-15"

Change = tuple[str, str, frozenset[tuple[str, str, str]]]
"""Kind, unit, pairs (former unit, old label, new label)."""


@dataclass
class Village:
    former: str
    old: str
    households: int
    new: list[str] = field(default_factory=list)
    parts: list[float] = field(default_factory=lambda: [1.0])


@dataclass(frozen=True)
class Options:
    """What a province is like: share of memberships under a wrong label, of households any two sources share, how
    strays are spread (``uniform``: over all labels; ``neighbour``: all under the next one)."""

    noise: float = 0.05
    coverage: float = 0.9
    strays: str = "uniform"
    smallest: int = 30
    largest: int = 600
    units: int = 40


def province(seed: int, options: Options = Options()) -> tuple[pd.DataFrame, set[Change]]:
    """Memberships as ``doisoat.gazetteer.renames_counts.MEMBERSHIP`` wants them, and the true changes."""
    rng = np.random.default_rng([seed, 20260711])
    parts, truth = [], set()
    for number in range(options.units):
        frame, changes = _unit(rng, f"{20000 + number}", options)
        parts.append(frame)
        truth |= changes
    return pd.concat(parts, ignore_index=True), truth


def _unit(rng: np.random.Generator, unit: str, options: Options) -> tuple[pd.DataFrame, set[Change]]:
    formers = [f"{unit}{letter}" for letter in "ABC"[: int(rng.integers(1, 4))]]
    numbered = rng.random() < 0.75
    kind = str(rng.choice(["Thôn", "Ấp", "Khu phố", "Xóm"]))
    names = [f"{a} {b}" for a in FIRST for b in LAST]
    rng.shuffle(names)
    villages: list[Village] = []
    for former in formers:
        for place in range(int(rng.integers(3, 11))):
            size = int(np.exp(rng.uniform(np.log(options.smallest), np.log(options.largest))))
            villages.append(Village(former, f"{kind} {place + 1}" if numbered else f"{kind} {names.pop()}", size))
    policy = str(rng.choice(POLICIES))
    if not numbered and policy in ("shift", "shift_all", "reverse", "retype_shift", "names"):
        policy = "append"
    truth = _rename(rng, unit, villages, policy, kind, names, options)
    frame = _written(rng, unit, villages, len(formers) > 1, options)
    if len(formers) == 1:
        truth = {(k, u, frozenset(("", old, new) for _, old, new in pairs)) for k, u, pairs in truth}
    return frame, truth


def _rename(
    rng: np.random.Generator,
    unit: str,
    villages: list[Village],
    policy: str,
    kind: str,
    names: list[str],
    options: Options,
) -> set[Change]:
    truth: set[Change] = set()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    other = "Tổ dân phố" if kind != "Tổ dân phố" else "Thôn"
    # Merges and splits come on top, to villages the policy then leaves alone.
    apart: set[int] = set()
    if rng.random() < 0.5:
        one = int(rng.integers(0, len(villages) - 1))
        count = 3 if one + 2 < len(villages) and rng.random() < 0.3 else 2
        merged = [i for i in range(one, one + count) if villages[i].former == villages[one].former]
        if len(merged) > 1:
            label = villages[one].old if policy == "few" and rng.random() < 0.5 else f"{kind} {names.pop()}"
            for i in merged:
                villages[i].new = [label]
            apart |= set(merged)
            truth.add(("merged", unit, frozenset((villages[i].former, villages[i].old, label) for i in merged)))
    big = [i for i, v in enumerate(villages) if i not in apart and v.households >= 2 * options.smallest]
    if big and rng.random() < 0.6:
        i = int(rng.choice(big))
        village = villages[i]
        least = options.smallest / village.households
        share = float(rng.uniform(least, 0.5)) if rng.random() < 0.5 else max(least, 0.5)
        keeps = policy in ("keep", "few") and rng.random() < 0.5
        fresh = f"{kind} {names.pop()}"
        village.new = [village.old if keeps else f"{village.old}A", fresh if keeps else f"{village.old}B"]
        village.parts = [1 - share, share]
        apart.add(i)
        truth.add(("split", unit, frozenset((village.former, village.old, new) for new in village.new)))
    few = set(rng.permutation(len(villages))[: int(rng.integers(1, 3))].tolist()) if policy == "few" else set()
    rest = [v for i, v in enumerate(villages) if i not in apart]
    total, shift = len(villages), int(rng.integers(1, 30))
    for former in dict.fromkeys(v.former for v in villages):
        start = next(i for i, v in enumerate(villages) if v.former == former)
        size = sum(v.former == former for v in villages)
        for place in range(start, start + size):
            village, n = villages[place], place - start + 1
            if place in apart:
                continue
            label, group = village.old, ""
            if policy == "append":
                label = f"{village.old} {['Đông', 'Hà', 'Phú'][ord(former[-1]) - 65]} Cũ"
            elif policy == "shift":
                label, group = f"{kind} {n + start}", f"shift {start}"
            elif policy == "shift_all":
                label, group = (f"{kind} {n + start + shift + 20}", f"shift {start + shift + 20}")
            elif policy == "reverse":
                label, group = f"{kind} {total - start - n + 1}", f"turn {total - start + 1}"
            elif policy == "retype":
                label, group = village.old.replace(kind, other, 1), "retype"
            elif policy == "retype_shift":
                label, group = f"{other} {n + start + shift}", f"retype shift {start + shift}"
            elif policy == "names" or place in few:
                label = f"{kind} {names.pop()}"
            village.new = [label]
            if label == village.old:
                continue
            if group:
                groups.setdefault(group, []).append((village.former, village.old, label))
            else:
                truth.add(("renamed", unit, frozenset([(village.former, village.old, label)])))
    for group, pairs in groups.items():
        name = "type_changed" if group == "retype" else "renumbered" if len(pairs) > 1 else "renamed"
        truth.add((name, unit, frozenset(pairs)))
    assert all(v.new for v in rest)
    return truth


def _written(
    rng: np.random.Generator, unit: str, villages: list[Village], several: bool, options: Options
) -> pd.DataFrame:
    home = np.repeat(np.arange(len(villages)), [v.households for v in villages])
    households = len(home)
    new_labels = list(dict.fromkeys(label for v in villages for label in v.new))
    # Where each household lives after the change: the part of its village it fell to.
    after = np.zeros(households, dtype=int)
    for i, village in enumerate(villages):
        mine = np.flatnonzero(home == i)
        cut = np.searchsorted(np.cumsum(village.parts)[:-1], np.linspace(0, 1, len(mine), endpoint=False), "right")
        after[rng.permutation(mine)] = [new_labels.index(village.new[part]) for part in cut]
    entities = np.array([f"h_{unit}{i:06d}" for i in range(households)], dtype=object)
    formers = np.array([v.former for v in villages], dtype=object)
    old_labels = np.array([v.old for v in villages], dtype=object)
    sources = [
        ("population.central.bca", BEFORE, True, 2, True, several),
        ("social_insurance.province.68", NOW, False, 1, bool(rng.random() < 0.5), False),
        ("household.province.68", NOW, False, 1, False, False),
        ("population.commune." + unit, NOW, False, 0, False, False),
    ]
    frames = []
    for source, day, declared, rank, old, with_former in sources:
        seen = np.flatnonzero(rng.random(households) < options.coverage)
        labels = old_labels if old else np.array(new_labels, dtype=object)
        place = (home if old else after)[seen].copy()
        stray = np.flatnonzero(rng.random(len(seen)) < options.noise)
        if len(labels) > 1:
            step = rng.integers(1, len(labels), len(stray)) if options.strays == "uniform" else 1
            place[stray] = (place[stray] + step) % len(labels)
        written = labels[place]
        odd = rng.random(len(seen)) < 0.002
        written[odd] = rng.choice(["Thôn 97", "Xóm Gò Mả", "Khu phố 88"], int(odd.sum()))
        former = formers[home[seen]].copy() if with_former else np.full(len(seen), None, dtype=object)
        if with_former:
            former[rng.random(len(seen)) < 0.3] = None
        frames.append(
            pd.DataFrame(
                {
                    "entity": entities[seen],
                    "unit": unit,
                    "former": former,
                    "written": written,
                    "source": source,
                    "day": day,
                    "declared": declared,
                    "rank": rank,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
