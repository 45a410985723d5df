"""What happened to units, as records of their own: merged, split, renamed, retyped, dissolved; when, by which act.

The reform's events come from the statistics office's conversion table (one row a former unit and a unit that took of
it), those of 2026 from the periods of current units and provinces. People and area have separate flags, because 59
split communes sent all their people to one unit and land to several. ``certainty`` says how well a row is known.
"""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import pandas as pd

from doisoat.gazetteer.tables import REFORM, Link, Province, Tables, Unit, tables

KINDS: Final = (
    "unchanged",
    "merge_whole",
    "split_part",
    "rename",
    "retype",
    "rename_and_retype",
    "becomes_special_zone",
    "dissolve",
    "province_merge",
    "province_rename",
    "abolish",
)
"""Kinds of events. ``dissolve`` ends a unit whose people and land went to others; ``abolish`` one that ended before the
reform and of which no mapping is known."""

CERTAINTIES: Final = ("confirmed", "single_source", "inferred", "disputed", "date_unknown")
"""``confirmed`` by several sources; ``inferred``: who took the people follows from the area; ``disputed``: sources
differ (see ``note``); ``date_unknown``: the act is known, its day in force is not."""


class Event(NamedTuple):
    """One event.

    Attributes:
        kind: one of ``KINDS``.
        level: ``commune`` or ``province``.
        date: first day in force, YYYY-MM-DD; "" when unknown.
        from_code, from_name: the unit before (five digits, or two of a province); to_code, to_name: the unit after, ""
            when it ended.
        people, area: how much of the unit went over: ``all``, ``part`` or ``no``.
        legal_basis: the act, as the source writes it; "" when the source names none.
        certainty: one of ``CERTAINTIES``; note: what is uncertain, or "".
    """

    kind: str
    level: str
    date: str
    from_code: str
    from_name: str
    to_code: str
    to_name: str
    people: str
    area: str
    legal_basis: str
    certainty: str
    note: str


@cache
def events() -> tuple[Event, ...]:
    """All events known, by date, former code and current code (about 18,000)."""
    data = tables()
    found = [*_reform(data), *_dissolved(data), *_districts(data), *_later(data), *_provinces(data), *_abolished(data)]
    return tuple(sorted(found, key=lambda e: (e.date, e.level, e.from_code, e.to_code, e.kind)))


def events_of(code: str) -> list[Event]:
    """Events a unit's code takes part in, on either side; a code means another unit before and after the reform.

    >>> [(e.kind, e.to_code, e.people, e.area) for e in events_of("23053")]
    [('split_part', '23041', 'part', 'part'), ('split_part', '23053', 'part', 'part')]
    """
    return list(_by_code().get(code, ()))


@cache
def _by_code() -> dict[str, tuple[Event, ...]]:
    found: dict[str, list[Event]] = {}
    for event in events():
        for code in {event.from_code, event.to_code} - {""}:
            found.setdefault(code, []).append(event)
    return {code: tuple(every) for code, every in found.items()}


def frame() -> pd.DataFrame:
    """``events`` as a table, one row an event; nothing known is null."""
    return pd.DataFrame(events(), columns=list(Event._fields), dtype="str").replace("", None)


def _reform(data: Tables) -> Iterable[Event]:
    for code, links in data.links.items():
        old = data.old[code]
        for link in links:
            new = data.new[link.new_code][0]
            yield Event(
                _kind(old, new, link, len(links)),
                "commune",
                REFORM,
                code,
                old.full_name,
                link.new_code,
                new.full_name,
                link.people.removesuffix("_inferred"),
                link.area,
                new.legal_basis,
                _certainty(link),
                link.conflict,
            )


def _kind(old: Unit, new: Unit, link: Link, targets: int) -> str:
    if targets > 1 or link.relation == "split_part":
        return "split_part"
    if link.relation in ("unchanged", "merged_whole"):
        return {"unchanged": "unchanged", "merged_whole": "merge_whole"}[link.relation]
    if old.name == new.name:
        return "retype"
    return "rename" if old.type == new.type else "rename_and_retype"


def _certainty(link: Link) -> str:
    if link.conflict:
        return "disputed"
    if link.people == "all_inferred":
        return "inferred"
    return "confirmed" if link.confirmed_by > 1 else "single_source"


def _dissolved(data: Tables) -> Iterable[Event]:
    """A code that no current unit carries has ended: what was its unit lives on in others."""
    for code, unit in data.old.items():
        if code not in data.new:
            basis = data.new[data.links[code][0].new_code][0].legal_basis
            yield Event("dissolve", "commune", REFORM, code, unit.full_name, "", "", "no", "no", basis, "confirmed", "")


def _districts(data: Tables) -> Iterable[Event]:
    """Island districts without communes, each of which became one special zone (and a coastal flat of Kim Sơn)."""
    for name, _, code in data.districts:
        new = data.new[code][0]
        kind = "becomes_special_zone" if new.type == "Đặc khu" else "merge_whole"
        yield Event(
            kind,
            "commune",
            REFORM,
            "",
            name,
            code,
            new.full_name,
            "all",
            "all",
            new.legal_basis,
            "confirmed",
            "the former unit had no commune-level code",
        )


def _later(data: Tables) -> Iterable[Event]:
    """Changes of current units: consecutive periods of one code."""
    for code, periods in data.new.items():
        for before, after in pairwise(periods):
            same = before.name == after.name
            kind = "retype" if same else "rename" if before.type == after.type else "rename_and_retype"
            date = after.valid_from
            known = "date_unknown" if not date or "not known" in after.note else "single_source"
            yield Event(
                kind,
                "commune",
                date if known != "date_unknown" else "",
                code,
                before.full_name,
                code,
                after.full_name,
                "all",
                "all",
                after.legal_basis,
                known,
                after.note,
            )


def _provinces(data: Tables) -> Iterable[Event]:
    current: dict[str, list[Province]] = {}
    for p in data.provinces:
        if p.valid_from:
            current.setdefault(p.code, []).append(p)
    for p in data.provinces:
        if p.valid_from:
            continue
        new = current[p.current_code][0]
        kind = (
            "unchanged"
            if len([o for o in data.provinces if o.current_code == new.code and not o.valid_from]) == 1
            else "province_merge"
        )
        yield Event(
            kind,
            "province",
            REFORM,
            p.code,
            p.full_name,
            new.code,
            new.full_name,
            "all",
            "all",
            new.legal_basis,
            "confirmed",
            "",
        )
    for code, periods in current.items():
        for before, after in pairwise(periods):
            known = "disputed" if after.note else "confirmed"
            yield Event(
                "province_rename",
                "province",
                after.valid_from,
                code,
                before.full_name,
                code,
                after.full_name,
                "all",
                "all",
                after.legal_basis,
                known,
                after.note,
            )


def _abolished(data: Tables) -> Iterable[Event]:
    for code, full_name, district, province in data.abolished:
        yield Event(
            "abolish",
            "commune",
            "",
            code,
            f"{full_name}, {district}, {province}",
            "",
            "",
            "no",
            "no",
            "",
            "date_unknown",
            "abolished before 2025-07-01; no mapping is known",
        )
