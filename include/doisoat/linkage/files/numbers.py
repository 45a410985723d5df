"""Quantities: read from text, compared by relative difference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from doisoat.linkage.engine import Bits, Levels

__all__ = ["numbers", "within"]


def numbers(texts: Sequence[str]) -> Bits:
    """Distinct texts as numbers; NaN where a text is none."""
    return np.array([_number(t) for t in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


def within(x: Bits, y: Bits) -> Levels:
    """Level of each pair of numbers: same, within 2 %, within 10 %, within half, different."""
    gap = np.abs(x - y) / np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-9)
    return np.select([gap == 0, gap <= 0.02, gap <= 0.1, gap <= 0.5], [1, 2, 3, 4], 5).astype(np.int8)
