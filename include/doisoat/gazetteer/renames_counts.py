"""From linked memberships to counts: how many households moved together from one label to another.

Only counts leave this module. A membership names a mover (the minted id of a household, or of a person without one),
a unit, a label and the source that says so; no field of a person is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from doisoat.gazetteer.renames_periods import conflicts, periods
from doisoat.gazetteer.villages import Alias
from doisoat.registers import Level
from doisoat.sqlwork import Session, open_session
from doisoat.text.chars import as_text
from doisoat.text.villages import label_key, label_keys, split_key

MEMBERSHIP = ["entity", "unit", "former", "label", "written", "source", "day", "declared", "rank"]
"""Columns of a membership: minted id; current unit; former unit or null; folded label; label as written; source;
day the label belongs to (declared, else the extract's date); whether it was declared; 0 commune, 1 province,
2 central."""

_RANK = {Level.COMMUNE.value: 0, Level.PROVINCE.value: 1, Level.CENTRAL.value: 2}
"""Of whose word about a village's label counts first."""


_ASKED = ("entity", "unit", "village", "source", "former_unit", "as_of", "declared", "level")


@dataclass(frozen=True)
class Counts:
    """What the inference works on.

    Attributes:
        moves: unit, period, former, old, new, movers: households by label at a period and at the one after it.
        period: unit, source, period, day, declared, known (share of its households under labels known to be in force).
        steps: unit, period, next: which periods are compared.
        labels: unit, label, written (commonest spelling), movers.
        seen: unit, source, day, label, written, movers: where each label was seen.
        confirmed: unit, label, former, day, names, sources, movers, confirmed: labels of the newest period, for how
            many households, and for how many of these two sources give them; the period's sources and first day.
    """

    moves: pd.DataFrame
    period: pd.DataFrame
    steps: pd.DataFrame
    labels: pd.DataFrame
    seen: pd.DataFrame
    confirmed: pd.DataFrame


def memberships(table: pd.DataFrame) -> pd.DataFrame:
    """Memberships (columns MEMBERSHIP) from a table with entity, unit, village and source.

    Optional columns: former_unit; as_of (the day the labels belong to, YYYY-MM-DD); declared (whether the source says
    so itself; default: whether as_of is given); level (commune, province, central).
    """
    text = {name: as_text(table[name]) for name in table.columns if name in _ASKED}
    nothing = pd.Series(None, index=table.index, dtype="str")
    day = text.get("as_of", nothing)
    declared = text["declared"].str.lower().isin(["true", "1"]) if "declared" in text else day.notna()
    rank = text.get("level", nothing).map(_RANK).fillna(1).astype("int64")
    frame = pd.DataFrame(
        {
            "entity": text["entity"],
            "unit": text["unit"],
            "former": text.get("former_unit", nothing),
            "label": label_keys(text["village"]),
            "written": text["village"],
            "source": text["source"],
            "day": day.fillna("9999-12-31"),
            "declared": declared,
            "rank": rank,
        }
    )
    return frame.dropna(subset=["entity", "unit", "label", "source"])[MEMBERSHIP]


def count_frame(frame: pd.DataFrame, known: Iterable[Alias] = ()) -> Counts:
    """``count`` of a frame of memberships."""
    with open_session() as session:
        session.table("membership", frame)
        return count(session, known)


def count(session: Session, known: Iterable[Alias] = ()) -> Counts:
    """Count moves in the relation ``membership`` (columns MEMBERSHIP; rows without unit or label left out).

    Args:
        session: has the relation; temporary tables are made in it.
        known: aliases of the registry, to tell which of two labellings is in force.
    """
    run = session.con.execute
    named = run("SELECT DISTINCT unit, label FROM membership ORDER BY ALL").df()
    session.table("typed_label", _typed(named))
    session.make("gazetteer/label_vote")
    seen = session.frame("gazetteer/written_label")
    columns = run(
        "SELECT unit, source, max(day) AS day, bool_or(declared) AS declared, min(rank) AS rank FROM membership"
        " GROUP BY ALL ORDER BY ALL"
    ).df()
    pairs = session.frame("gazetteer/source_pair")
    columns = columns.assign(known=_known_share(columns, seen, known))
    period = periods(columns, conflicts(pairs))
    period = period.merge(columns[["unit", "source", "day", "declared", "known"]], on=["unit", "source"])
    session.table("period", period)
    session.make("gazetteer/system_label")
    sizes = run("SELECT unit, period, count(*) AS movers FROM system_label GROUP BY ALL ORDER BY ALL").df()
    steps = _steps(sizes)
    session.table("period_step", steps)
    session.table("newest", sizes.groupby("unit")["period"].max().reset_index())
    for name in ("former_vote", "label_former"):
        session.make(f"gazetteer/{name}")
    moves = session.frame("gazetteer/moves")
    confirmed = session.frame("gazetteer/confirmed")
    return Counts(_placed(moves), period, steps, _spelling(seen), seen, confirmed)


def _spelling(seen: pd.DataFrame) -> pd.DataFrame:
    """The commonest spelling of each label; one with the type word before one without."""
    sums = seen.groupby(["unit", "label", "written"])["movers"].sum().reset_index()
    bare = [label_key(written) != label for label, written in zip(sums["label"], sums["written"], strict=True)]
    order = sums.assign(bare=bare, few=-sums["movers"]).sort_values(["unit", "label", "bare", "few", "written"])
    return order.drop_duplicates(["unit", "label"])[["unit", "label", "written", "movers"]]


def _typed(named: pd.DataFrame) -> pd.DataFrame:
    """Labels without a type word and the one label of their unit that has one: ``3`` is ``thon 3`` if nothing else."""
    split = [split_key(label) for label in named["label"]]
    kinds, rests = [kind for kind, _ in split], [rest for _, rest in split]
    frame = named.assign(kind=kinds, rest=rests)
    whole = frame[frame["kind"] != ""].groupby(["unit", "rest"])["label"].agg(["first", "size"]).reset_index()
    bare = frame[frame["kind"] == ""].merge(whole[whole["size"] == 1], on=["unit", "rest"])
    return pd.DataFrame(
        {"unit": bare["unit"].astype("str"), "label": bare["label"].astype("str"), "typed": bare["first"].astype("str")}
    )


def _known_share(columns: pd.DataFrame, seen: pd.DataFrame, known: Iterable[Alias]) -> "pd.Series[float]":
    """Share of each source's households whose label the registry has in force without end."""
    current = {(alias.unit_code, label_key(alias.label)) for alias in known if not alias.valid_to}
    names = pd.MultiIndex.from_frame(seen[["unit", "label"]])
    listed = np.fromiter((name in current for name in names), bool, len(names))
    frame = seen.assign(hit=np.where(listed, seen["movers"], 0))
    sums = frame.groupby(["unit", "source"], as_index=False)[["hit", "movers"]].sum()
    joined = columns.merge(sums, on=["unit", "source"], how="left")
    return (joined["hit"] / joined["movers"]).round(2).fillna(0.0)


def _steps(sizes: pd.DataFrame) -> pd.DataFrame:
    """Each period and the one it is compared with; a period few households are known at is passed over."""
    rows: list[tuple[str, int, int]] = []
    for unit, part in sizes.groupby("unit", sort=True):
        periods_, movers = part["period"].tolist(), part["movers"].tolist()
        least = 0.2 * min(movers[0], movers[-1])
        chain = [
            period
            for place, (period, size) in enumerate(zip(periods_, movers, strict=True))
            if place in (0, len(periods_) - 1) or size >= least
        ]
        rows.extend((str(unit), one, two) for one, two in pairwise(chain))
    return pd.DataFrame(rows, columns=["unit", "period", "next"]).astype({"period": "int64", "next": "int64"})


def _placed(moves: pd.DataFrame) -> pd.DataFrame:
    """Give moves of unknown former unit the one that others of the same move name.

    A move nobody places is strays of the label's largest former unit when it is small, and else another village of
    that label, in a former unit no source names.
    """
    frame = moves.assign(former=moves["former"].astype("object").where(moves["former"].notna(), "").astype("str"))
    by = ["unit", "period", "old"]
    known = frame[frame["former"] != ""].sort_values("movers", kind="stable")
    same = known.groupby([*by, "new"])["former"].last().rename("same").reset_index()
    most = known.groupby([*by, "former"])["movers"].sum().reset_index().sort_values("movers", kind="stable")
    largest = most.groupby(by).agg(largest=("former", "last"), size=("movers", "last")).reset_index()
    joined = frame.merge(same, on=[*by, "new"], how="left").merge(largest, on=by, how="left")
    few = joined["movers"] < 0.1 * joined["size"]
    guess = joined["same"].where(joined["same"].notna(), joined["largest"].where(few)).fillna("")
    placed = joined.assign(former=joined["former"].where(joined["former"] != "", guess))
    columns = ["unit", "period", "former", "old", "new"]
    return placed.groupby(columns)["movers"].sum().reset_index()
