"""Sum what validation found over sources: by rule, by đúng–đủ–sạch–sống; for reports and for comparing runs."""

import pandas as pd

from doisoat.quality.model import ASPECT_OF, Aspect, Dimension

_COUNTED = ("critical", "warning")


def by_rule(quality: pd.DataFrame) -> pd.DataFrame:
    """One row a rule over all sources.

    Args:
        quality: rows of ``quality.parquet``.

    Returns:
        expectation, table, dimension, evaluated, failed, share, sources, failing (sources that fail),
        errors (sources where it could not be evaluated); sorted by expectation.
    """
    marked = quality.assign(failing=quality["outcome"] == "fail", errors=quality["outcome"] == "error")
    grouped = marked.groupby(["expectation", "table", "dimension"], sort=True)
    summed = grouped.agg(
        evaluated=("evaluated", "sum"),
        failed=("failed", "sum"),
        sources=("source", "nunique"),
        failing=("failing", "sum"),
        errors=("errors", "sum"),
    ).reset_index()
    return summed.assign(share=(summed["failed"] / summed["evaluated"].where(summed["evaluated"] > 0)).fillna(0.0))


def aspects(quality: pd.DataFrame) -> dict[Aspect, tuple[int, int]]:
    """Checks made and checks failed for each of đúng, đủ, sạch, sống; information-only rules are not counted."""
    counted = quality[quality["severity"].isin(_COUNTED)]
    aspect = counted["dimension"].map({dimension.value: aspect.value for dimension, aspect in ASPECT_OF.items()})
    summed = counted.groupby(aspect)[["evaluated", "failed"]].sum()
    return {
        item: (int(summed.at[item.value, "evaluated"]), int(summed.at[item.value, "failed"]))  # type: ignore[arg-type]
        if item.value in summed.index
        else (0, 0)
        for item in Aspect
    }


def dimensions(quality: pd.DataFrame) -> dict[Dimension, tuple[int, int]]:
    """Checks made and checks failed by dimension, as ``aspects``."""
    counted = quality[quality["severity"].isin(_COUNTED)].groupby("dimension")[["evaluated", "failed"]].sum()
    return {
        item: (int(counted.at[item.value, "evaluated"]), int(counted.at[item.value, "failed"]))  # type: ignore[arg-type]
        if item.value in counted.index
        else (0, 0)
        for item in Dimension
    }
