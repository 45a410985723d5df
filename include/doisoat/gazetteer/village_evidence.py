"""What a label means, by what other sources say of the same households and parcels.

The data problem: where old and new labels are the same words (Thôn 1 … 10 became Thôn 10 … 1), nothing a source writes
tells them apart. But most households stand in several sources, and only one reading of their labels lets these agree.
So the ways in which a source writes a village are judged by how many of its households other sources put into each of
the villages it may mean; then a single record by its own household. What stays open stays open.

Invariant: only counts of households decide about a label; a label keeps at least one village it may mean.
"""

from collections.abc import Collection

import pandas as pd
import pyarrow as pa

from doisoat.gazetteer.villages import VillageRegistry
from doisoat.sqlwork import Session

ENOUGH = 5
"""Households that must speak before a label's villages are told apart by them; below, the source's own habit holds."""
BEYOND = 4
"""A village is meant by a label when so many times more households speak for it than errors would put there."""
OPEN = 0.1
"""Share of households that may leave two villages open where a label is clear by the others."""
TWICE = 2
"""A source has outdated rows when so many times more of its odd rows fit an old reading than errors would."""
_ROUNDS = 3
"""Rounds of counting. Chosen by hand; ``test_village_meaning`` holds what comes of them."""


def settle(session: Session, registry: VillageRegistry, said: Collection[str] = ()) -> pa.Table:
    """Decide what is meant in the relation ``village_record``.

    Args:
        session: has ``village_record`` (mover, source, record, unit, key, candidates, possible, expired, status,
            located); temporary tables are made in it.
        registry: the villages.
        said: sources that say themselves which time their labels belong to: an old one of theirs is not stale.

    Returns:
        A row (source_id, record_key, village_candidates, village_status) for each record whose village is known better
        than by its own source.
    """
    session.table("said", pd.DataFrame({"source": sorted(said)}, dtype="str"))
    for name in ("way", "noted"):
        session.run(f"gazetteer/evidence/{name}")
    ways = session.con.execute("SELECT way, unit, candidates, possible FROM way ORDER BY way").df()
    villages = {unit: len({alias.village_id for alias in registry.of_unit(unit)}) for unit in set(ways["unit"])}
    size = {way: villages.get(unit, 1) for way, unit in zip(ways["way"], ways["unit"], strict=True)}
    usual = {way: _set(found) for way, found in zip(ways["way"], ways["candidates"], strict=True)}
    choices = {way: _set(possible) or usual[way] for way, possible in zip(ways["way"], ways["possible"], strict=True)}
    _choices(session, "possible", choices)
    spread = [(way, len(choices[way]), size[way]) for way in choices]
    session.table("spread", pd.DataFrame(spread, columns=["way", "possible", "villages"], dtype="int64"))
    clear: set[int] = set()
    for habits in (False, True):
        if habits:
            # What households cannot tell apart is left to the habits of the source.
            choices |= {way: choices[way] & usual[way] or choices[way] for way in choices if way not in clear}
        for _ in range(_ROUNDS):
            _keep(session, choices)
            kept, clear = _judged(session.frame("gazetteer/evidence/votes"), choices, size)
            fresh = {way: found for way, found in kept.items() if found != choices[way]}
            choices |= fresh
            if not fresh:
                break
    _keep(session, choices)
    return session.arrow("gazetteer/evidence/meaning", beyond=TWICE)


def _judged(
    votes: pd.DataFrame, choices: dict[int, frozenset[str]], size: dict[int, int]
) -> tuple[dict[int, frozenset[str]], set[int]]:
    """The villages each label is meant by, for the labels enough households speak of; and which labels are so clear
    that these households hardly ever leave two villages open."""
    found: dict[int, frozenset[str]] = {}
    clear: set[int] = set()
    for way, part in votes.groupby("way", sort=True):
        number = int(str(way))
        inside = part.dropna(subset=["village"])
        outside = int(part["movers"].sum() - inside["movers"].sum())
        alone, possible = int(inside["alone"].sum()), int(inside["movers"].max()) if len(inside) else 0
        if alone + outside < ENOUGH or not possible:
            continue
        # Households other sources put into a village the label cannot mean are errors; spread over all villages, as
        # many fall on each of those it may mean. A household that leaves several open speaks for none against another.
        chance = (outside + 1) / max(1, size[number] - len(choices[number]) + 1)
        kept = inside[inside["movers"] > BEYOND * chance]
        if len(kept):
            found[number] = frozenset(kept["village"])
            if (kept["movers"] - kept["alone"]).max() <= OPEN * (alone + outside):
                clear.add(number)
    return found, clear


def _keep(session: Session, choices: dict[int, frozenset[str]]) -> None:
    """Write the table ``choice`` (way, village), and what the other sources tell by it."""
    _choices(session, "choice", choices)
    session.run("gazetteer/evidence/told")


def _choices(session: Session, name: str, choices: dict[int, frozenset[str]]) -> None:
    rows = [(way, village) for way, villages in choices.items() for village in sorted(villages)]
    frame = pd.DataFrame(rows, columns=["way", "village"]).astype({"way": "int64", "village": "str"})
    session.table(name, frame)


def _set(joined: object) -> frozenset[str]:
    return frozenset(joined.split("|")) if isinstance(joined, str) else frozenset()
