"""Randomness that depends on nothing but the seed and the name of what is drawn.

Each commune, each source and each step draws from its own stream, keyed by name: adding a step or a commune changes no
other draw, and chunks may be generated in any order or alone.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
#: None inside array expressions, whose stubs know no null.
NULL: Any = None


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """A generator for one named purpose."""
    digest = hashlib.blake2b("/".join(map(str, (seed, *names))).encode(), digest_size=16).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "big")))


def choose(rng: np.random.Generator, n: int, weights: Array) -> Array:
    """`n` indices drawn with the given (unnormalised) weights."""
    edges = np.cumsum(weights, dtype=np.float64)
    drawn: Array = np.minimum(np.searchsorted(edges, rng.random(n) * edges[-1], side="right"), len(weights) - 1)
    return drawn


def some(rng: np.random.Generator, eligible: Array, rate: float) -> Array:
    """A share of the eligible positions (boolean mask), as sorted indices; the remainder is rounded at random.

    Stochastic rounding keeps the number close to its expectation, so that a small province has each fault too.
    """
    where = np.flatnonzero(eligible)
    count = how_many(rng, len(where), rate)
    return np.sort(rng.choice(where, count, replace=False)) if count else where[:0]


def how_many(rng: np.random.Generator, n: int, rate: float) -> int:
    """A share of `n`, its fraction rounded up or down at random."""
    wanted = n * rate
    return min(n, int(wanted) + int(rng.random() < wanted - int(wanted)))


def objects(values: list[Any] | tuple[Any, ...]) -> Array:
    """A one-dimensional object array of the values (strings stay shared, not copied)."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
