"""Which pairs are compared at all: records that share a key of at least one block.

Invariant: the number of pairs is bounded by the number of records, whatever the data. A key that too many records
share is refined by one other field after another (a placeholder date by sex, by place, by name), twice over; only what
is still too large then is left out, and counted.

Keys are integers, sorted and merged in numpy; the bound on pairs bounds the memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Flags, Ints
from doisoat.linkage.files.coding import Codes, distinct
from doisoat.linkage.files.columns import ComparedColumn, DateColumn

__all__ = ["Blocking", "block", "default_blocks", "expand", "join"]

PAIRS_PER_RECORD = 2
"""Bound on the pairs of one block, as a multiple of the records; 1 and 4 give the same figures
(``benchmarks.linkage.constants``)."""
_DEPTH = 2
"""How often a crowded key is refined; 1 and 4 give the same figures (``benchmarks.linkage.constants``)."""
_MANY = 20
"""Different values a category must have to be a place. Chosen by hand."""


@dataclass
class Blocking:
    """What blocking did. ``refined``: records under keys too many records share; ``dropped``: those never compared."""

    pairs: dict[str, int] = field(default_factory=dict)
    refined: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    keyless: int = 0
    """Records to be compared that have no key in any block."""


@dataclass(frozen=True)
class _Side:
    """Sorted keys of one side with the records that bear them."""

    key: Ints
    record: Codes


def default_blocks(columns: Sequence[ComparedColumn]) -> tuple[tuple[str, ...], ...]:
    """Blocks for any fields: numbers alone; whole name, its first and last word and its sound, with dates and places.

    Several name fields (given name, surname) stand for the words of one name.
    """
    of = {k: [c.field.name for c in columns if c.field.compare in kinds] for k, kinds in _ROLES.items()}
    names, texts = of["name"], of["text"]
    if not names:
        names, texts = texts[:2], texts[2:]
    places = (
        of["place"] + texts + [c.field.name for c in columns if c.field.compare == "equal" and len(c.values) > _MANY]
    )
    whole = tuple(names)
    pieces: list[tuple[str, ...]]
    if len(names) == 1:
        pieces = [(f"{names[0]}:first",), (f"{names[0]}:last",), (f"{names[0]}:sound",)]
        whole = (f"{names[0]}:words",)
    else:
        pieces = [*((n,) for n in names), tuple(f"{n}:sound" for n in names)]
    dates = of["date"]
    full = {c.field.name for c in columns if isinstance(c, DateColumn) and c.full.any()}
    blocks: list[tuple[str, ...]] = [(i,) for i in of["id"]]
    for d in dates:
        blocks += [(*whole, f"{d}:near"), (*pieces[-1], f"{d}:near")]
        if d in full:
            blocks += [(*p, d) for p in pieces[:-1]] + [(*whole, f"{d}:day")]
    for p in places:
        blocks += [(*piece, p) for piece in pieces] + [(d, p) for d in dates]
        if any(not piece[0].endswith(":sound") for piece in pieces[:1]) and dates and not full:
            blocks += [(*piece, f"{d}:near", p) for piece in pieces[:-1] for d in dates]
    if len(places) > 1:
        blocks += [(places[i], q) for i in range(len(places)) for q in places[i + 1 :]]
    blocks.append(whole)
    if not dates and not places:
        blocks += pieces
    return tuple(dict.fromkeys(b for b in blocks if b))


_ROLES = {
    "id": ("id",),
    "name": ("name",),
    "text": ("text",),
    "date": ("date", "year", "age"),
    "place": ("any_of", "code"),
}


def block(
    columns: Sequence[ComparedColumn], blocks: Sequence[tuple[str, ...]], take: Flags, n_a: int, cap: int
) -> tuple[Ints, Blocking]:
    """Packed pairs (a · n + b, ascending, distinct) among the records of ``take``, and what was done.

    A key is too large when its pairs exceed those of a block of ``cap`` records, half of them in each file.
    """
    by_name = {c.field.name: c for c in columns}
    done = Blocking()
    seen = np.zeros(len(take), dtype=bool)
    found: list[Ints] = []
    most = max((cap // 2) ** 2, 1)
    for pieces in blocks:
        split = [p.partition(":") for p in pieces]
        if any(name not in by_name for name, _, _ in split):
            continue
        label = " + ".join(pieces)
        used = {name for name, _, _ in split}
        spare = _refinements(columns, used, split)
        total = 0
        for parts in product(*(by_name[name].parts(part) for name, _, part in split)):
            seen |= np.all([part >= 0 for part in parts], axis=0)
            for packed in _pairs(parts, take, n_a, most, spare, label, done):
                total += len(packed)
                found.append(packed)
        done.pairs[label] = total
    done.keyless = int((take & ~seen).sum())
    if not found:
        return np.zeros(0, dtype=np.int64), done
    return distinct(np.concatenate(found)), done


def _refinements(
    columns: Sequence[ComparedColumn], used: set[str], split: Sequence[tuple[str, str, str]]
) -> list[Codes]:
    """Codes that make a key more special: other fields, and of the key's own fields what it left out."""
    found: list[Codes] = []
    for c in columns:
        kind, name = c.field.compare, c.field.name
        if kind == "id":
            continue
        if name not in used:
            found += [c.parts("")[0]] if kind != "date" else [c.parts("year")[0], c.parts("day")[0]]
            found += [c.parts("last")[0], c.parts("first")[0]] if kind == "name" else []
        elif kind == "date" and ("year" in {p for m, _, p in split if m == name} or _near(split, name)):
            found.append(c.parts("day")[0])
        elif kind == "name" and any(p in ("first", "last", "sound") for m, _, p in split if m == name):
            found.append(c.parts("")[0])
    return found


def _near(split: Sequence[tuple[str, str, str]], name: str) -> bool:
    return any(m == name and p == "near" for m, _, p in split)


def _pairs(
    parts: Sequence[Codes], take: Flags, n_a: int, most: int, spare: Sequence[Codes], label: str, done: Blocking
) -> Iterator[Ints]:
    usable = take.copy()
    for part in parts:
        usable &= part >= 0
    record = np.flatnonzero(usable).astype(np.int32)
    key = mix([part[record] for part in parts])
    yield from _level(key, record, n_a, len(take), most, spare, label, done, _DEPTH)


def _level(
    key: Ints,
    record: Codes,
    n_a: int,
    n: int,
    most: int,
    spare: Sequence[Codes],
    label: str,
    done: Blocking,
    depth: int,
) -> Iterator[Ints]:
    left, right = _sorted(key, record, n_a)
    packed, crowded = join(left, right, n, most, PAIRS_PER_RECORD * len(record))
    yield packed
    if not len(crowded):
        return
    if depth == _DEPTH:
        done.refined[label] = done.refined.get(label, 0) + len(crowded)
    if not depth or not spare:
        done.dropped[label] = done.dropped.get(label, 0) + len(crowded)
        return
    place = np.full(n, -1, dtype=np.int64)
    place[record] = key
    finest = np.all([more[crowded] < 0 for more in spare], axis=0)
    if finest.any():
        done.dropped[label] = done.dropped.get(label, 0) + int(finest.sum())
    for i, more in enumerate(spare):
        inside = crowded[more[crowded] >= 0]
        if len(inside):
            finer = mix([dense(place[inside]), more[inside]])
            yield from _level(finer, inside, n_a, n, most, spare[i + 1 :], label, done, depth - 1)


def mix(parts: Sequence[npt.NDArray[Any]]) -> Ints:
    """Several codes as one, exactly; made dense where they would not fit 63 bits."""
    key = parts[0].astype(np.int64)
    for part in parts[1:]:
        width = int(part.max(initial=0)) + 1
        if int(key.max(initial=0)) >= 2**62 // width:
            key = dense(key)
        key = key * width + part
    return key


def dense(key: npt.NDArray[Any]) -> Ints:
    """Numbers 0 … of the distinct values."""
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def _sorted(key: Ints, record: Codes, n_a: int) -> tuple[_Side, _Side]:
    first = int(np.searchsorted(record, n_a))
    n = int(record.max(initial=0)) + 1
    sides = []
    for part in (slice(0, first), slice(first, None)):
        k, r = key[part], record[part]
        if int(k.max(initial=0)) < 2**62 // n:  # sorting both as one number is much faster than an argsort
            both = np.sort(k * n + r)
            k = both // n
            sides.append(_Side(k, (both - k * n).astype(np.int32)))
        else:
            order = np.argsort(k, kind="stable")
            sides.append(_Side(k[order], r[order]))
    return sides[0], sides[1]


def _runs(key: Ints) -> tuple[Ints, Ints, Ints]:
    start = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=np.int64)
    return key[start], start, np.diff(np.append(start, len(key)))


def join(left: _Side, right: _Side, n: int, most: int, budget: int) -> tuple[Ints, Codes]:
    """Packed pairs of equal key, and the records (ascending) under keys of more than ``most`` pairs.

    Where all pairs together exceed ``budget``, the largest keys count as too large as well.
    """
    ka, sa, ca = _runs(left.key)
    kb, sb, cb = _runs(right.key)
    at = np.minimum(np.searchsorted(kb, ka), max(len(kb) - 1, 0))
    hit = np.flatnonzero(kb[at] == ka) if len(kb) else np.zeros(0, dtype=np.int64)
    sa, ca, sb, cb = sa[hit], ca[hit], sb[at[hit]], cb[at[hit]]
    size = ca * cb
    big = size > most
    if int(size[~big].sum()) > budget:
        sizes, count = np.unique(size[~big], return_counts=True)
        within = np.cumsum(sizes * count) <= budget
        big = size > (sizes[within][-1] if within.any() else 0)
    crowded = np.concatenate(
        [
            left.record[expand(sa[big], ca[big])],
            right.record[expand(sb[big], cb[big])],
        ]
    )
    crowded.sort()
    sa, ca, sb, cb = sa[~big], ca[~big], sb[~big], cb[~big]
    rows = expand(sa, ca)
    times = np.repeat(cb, ca)
    one = np.repeat(left.record[rows], times)
    two = right.record[expand(np.repeat(sb, ca), times)]
    return one.astype(np.int64) * n + two, crowded


def expand(start: Ints, count: Ints) -> Ints:
    """start, start + 1 … (``count`` of them) for each run, one after the other."""
    total = int(count.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(count)
    return np.arange(total) - np.repeat(ends - count - start, count)
