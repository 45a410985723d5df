"""Labelled pairs of text, dates and identifiers: what is stored, matched on, suggested, flagged.

A case is a row of cases/names.csv or cases/values.csv. An expected cell that is empty is null; ``*`` is not judged;
``\\u200b`` in an input is that character. Cases with the same ``column`` are read together, as one column of a file.
"""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from doisoat import identifiers
from doisoat import text as texts

CASES = Path(__file__).resolve().parent / "cases"
OUTCOMES = ("canonical", "key", "suggestion", "problem")
IDENTIFIERS = (*identifiers.KINDS, "id")


class Case(NamedTuple):
    category: str
    kind: str
    input: str
    canonical: str
    key: str
    suggestion: str
    problem: str
    note: str
    column: str


class Miss(NamedTuple):
    case: Case
    got: dict[str, str]
    automatic: bool
    """A value that a person must decide was changed without one."""


def cases() -> list[Case]:
    found = []
    for name in ("names.csv", "values.csv"):
        with (CASES / name).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                shown = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), row["input"].replace("\\\\", "\\"))
                shown = shown.replace("\\t", "\t").replace("\\n", "\n")
                found.append(Case(**{**row, "input": shown}))
    return found


def read(values: pd.Series, kind: str) -> pd.DataFrame:
    """As ``doisoat text normalise`` does."""
    if kind == "id":
        return identifiers.identify(values)
    if kind in IDENTIFIERS:
        return identifiers.normalise(values, kind, year=2026)
    return texts.read_column(values, kind).outcome


def misses(every: list[Case]) -> list[Miss]:
    groups: dict[tuple[str, str], list[Case]] = {}
    for number, case in enumerate(every):
        groups.setdefault((case.kind, case.column or f"#{number}"), []).append(case)
    found = []
    for (kind, _), group in groups.items():
        table = read(pd.Series([c.input for c in group], dtype="str"), kind)
        for case, row in zip(group, table.to_dict("records"), strict=True):
            got = {name: "" if pd.isna(row[name]) else str(row[name]) for name in OUTCOMES}
            expected = {name: getattr(case, name) for name in OUTCOMES}
            if any(expected[n] not in ("*", got[n]) for n in OUTCOMES):
                decided = expected["suggestion"] not in ("", "*") and got["canonical"] == expected["suggestion"]
                found.append(Miss(case, got, decided))
    return found
