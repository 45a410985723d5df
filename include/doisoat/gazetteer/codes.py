"""A unit code and the date it belongs to → all current units it may mean.

The key is (code, as-of date). With a date before the reform the code is the old unit's, from then on the new unit's;
without a date it is both, and the answer is the union. People and land resolve apart: 59 split communes sent all
their people to one unit and land to several.
"""

from dataclasses import replace

from doisoat.gazetteer.resolution import Resolution, nothing
from doisoat.gazetteer.tables import REFORM, Link, Tables
from doisoat.text.chars import MAX_CELL


def takes(link: Link, subject: str) -> bool:
    """Whether a new unit took something of the subject (``people``, ``land``; ``any``: either)."""
    people, land = link.people != "no", link.area != "no"
    return {"people": people, "land": land, "any": people or land}[subject]


def targets(code: str, subject: str, tables: Tables) -> tuple[Link, ...]:
    """Links of an old code that carry the subject, best first; empty when it is no old code."""
    return tuple(link for link in tables.links.get(code, ()) if takes(link, subject))


def resolve_code(code: str, as_of: str | None, subject: str, tables: Tables) -> Resolution:
    """One five-digit code.

    Args:
        code: five digits; anything else gives ``not_a_code``.
        as_of: YYYY-MM-DD (or a prefix) the code belongs to; None when unknown.
        subject: ``people``, ``land`` or ``any``.
    """
    if len(code) > MAX_CELL:
        return nothing("text_too_long")
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        return nothing("not_a_code")
    current = code in tables.new
    old = targets(code, subject, tables)
    before = as_of is not None and as_of < REFORM[: len(as_of)]
    if before:
        if not old:
            return nothing("not_at_that_date" if current else _missing(code, tables))
        return _of_links(old, "former", tables.links[code])
    if current and (as_of is not None or not old):
        return Resolution((code,), ("all/all",), "current", "current", "current", True)
    if current:
        return _either(code, old)
    if not old:
        return nothing(_missing(code, tables))
    found = _of_links(old, "stale", tables.links[code])
    return (
        found
        if len(found.units) > 1
        else Resolution(found.units, found.shares, found.relation, "closed", "stale", found.certain)
    )


def resolve_written(text: str, as_of: str | None, subject: str, tables: Tables) -> Resolution:
    """A code as a cell holds it: zeros a spreadsheet took away are put back.

    Four digits can only be a commune's code without its first zero. Two or three that are a province's or a district's
    code are that and no commune's; what others lead to is never certain.
    """
    code = text.strip() if len(text) <= MAX_CELL else text
    if not (code.isascii() and code.isdigit() and len(code) < 5):
        return resolve_code(code, as_of, subject, tables)
    if above_commune(code, tables):
        return nothing("province_code" if len(code) == 2 else "district_code")
    found = resolve_code(code.zfill(5), as_of, subject, tables)
    return replace(found, certain=False, reason="short_code") if len(code) in (2, 3) else found


def above_commune(code: str, tables: Tables) -> str | None:
    """Full name of the province (two digits) or former district (three) a code is of; None when it is of neither."""
    if len(code) == 2:
        return next((p.full_name for p in reversed(tables.provinces) if p.code == code), None)
    return tables.district_names.get(code) if len(code) == 3 else None


def _missing(code: str, tables: Tables) -> str:
    known = any(code == gone for gone, *_ in tables.abolished)
    return "abolished_before_2025_07" if known else "never_existed"


def _of_links(links: tuple[Link, ...], status: str, every: tuple[Link, ...]) -> Resolution:
    units = tuple(link.new_code for link in links)
    shares = tuple(link.share() for link in links)
    if len(units) > 1:
        return Resolution(units, shares, "split_part", "split", "ambiguous", False)
    reason = "split_one_target" if len(every) > 1 else "whole"
    return Resolution(units, shares, links[0].relation, reason, status, links[0].people != "all_inferred")


def _either(code: str, old: tuple[Link, ...]) -> Resolution:
    """A code that is both an old and a new unit's, with no date: the union, the new unit first."""
    if [link.new_code for link in old] == [code]:
        return Resolution((code,), (old[0].share(),), old[0].relation, "current", "current", True)
    others = tuple(link for link in old if link.new_code != code)
    units = (code, *(link.new_code for link in others))
    shares = ("all/all", *(link.share() for link in others))
    split = len(old) > 1
    return Resolution(
        units, shares, "split_part" if split else old[0].relation, "code_without_date", "ambiguous", False
    )
