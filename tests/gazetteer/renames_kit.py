"""Memberships of made-up communes, written from (former unit, old label, new label, households)."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from doisoat.gazetteer.renames_counts import memberships
from doisoat.gazetteer.renames_infer import infer_from
from doisoat.gazetteer.renames_model import Proposal
from doisoat.gazetteer.villages import Alias

OLD, NOW = "2025-06-30", "2026-11-15"
Move = tuple[str, str, str, int]


def commune(moves: Iterable[Move], unit: str = "23122", silent: bool = False) -> pd.DataFrame:
    """Each household of a move in an old central source and in two new ones; ``silent``: no source declares a date."""
    rows = []
    for number, (former, old, new, households) in enumerate(moves):
        for i in range(households):
            entity = f"h_{unit}_{number}_{i}"
            rows.append((entity, unit, former or None, old, "population.central.bca", OLD, not silent, "central"))
            rows.append((entity, unit, None, new, f"population.commune.{unit}", NOW, False, "commune"))
            rows.append((entity, unit, None, new, "household.province.68", NOW, False, "province"))
    columns = ["entity", "unit", "former_unit", "village", "source", "as_of", "declared", "level"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(as_of=NOW) if silent else frame


def strays(frame: pd.DataFrame, share: float, seed: int = 1) -> pd.DataFrame:
    """Put a share of the rows under another label of the same unit and source."""
    rng = np.random.default_rng(seed)
    labels = frame.groupby(["unit", "source"])["village"].unique()
    wrong = rng.random(len(frame)) < share
    drawn = [rng.choice(labels[unit, source]) for unit, source in zip(frame["unit"], frame["source"], strict=True)]
    return frame.assign(village=np.where(wrong, drawn, frame["village"]))


def proposed(frame: pd.DataFrame, known: Iterable[Alias] = ()) -> list[Proposal]:
    return infer_from(memberships(frame), known)


def names(proposals: Iterable[Proposal]) -> set[tuple[str, tuple[tuple[str, str, str], ...]]]:
    return {(str(p.kind), tuple(pair.names for pair in p.pairs)) for p in proposals}
