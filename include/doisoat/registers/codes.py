"""Code lists the registers share: relations to the head of household, ethnic groups, land uses.

Sources: relations after Circular 55/2021/TT-BCA Art. 6 (codes are ours); ethnic groups as numbered 01-54 in the
official list; land uses after Circular 27/2018/TT-BTNMT.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
HEAD = "01"
"""Relation code of the head of household (chủ hộ)."""


@cache
def _codes(file: str, code: str, label: str) -> dict[str, str]:
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        return {row[code]: row[label] for row in csv.DictReader(handle)}


def relations() -> dict[str, str]:
    """Code → Vietnamese label of the relation to the head of household (43 entries)."""
    return _codes("relationship_to_head.csv", "code", "label")


def ethnic_groups() -> dict[str, str]:
    """Code → name of the ethnic group (54 entries)."""
    return _codes("ethnic_groups.csv", "code", "name")


def land_uses() -> dict[str, str]:
    """Code → Vietnamese name of the land use."""
    return _codes("land_use_codes.csv", "code", "name")
