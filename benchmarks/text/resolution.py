"""Labelled units: addresses, names and codes with the exact set of current units they may mean.

A case is a row of cases/units.csv: ``candidates`` is the whole expected set (joined by ``|``, empty for none),
``certain`` is true, false or ``*`` (not judged), ``subject`` whose fate is asked for (people, land, any).
"""

import csv
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from doisoat.gazetteer import Gazetteer

CASES = Path(__file__).resolve().parent / "cases" / "units.csv"


class Case(NamedTuple):
    category: str
    kind: str
    input: str
    as_of: str
    subject: str
    candidates: str
    certain: str
    note: str


class Miss(NamedTuple):
    case: Case
    candidates: str
    certain: bool
    reason: str

    @property
    def wrong_and_certain(self) -> bool:
        return self.certain and set(self.candidates.split("|")) != set(self.case.candidates.split("|"))


def cases() -> list[Case]:
    with CASES.open(encoding="utf-8", newline="") as handle:
        return [Case(**row) for row in csv.DictReader(handle)]


def misses(every: list[Case]) -> list[Miss]:
    gazetteer = Gazetteer.load()
    found = []
    for kind in ("text", "code"):
        resolve = gazetteer.resolve_texts if kind == "text" else gazetteer.resolve_codes
        for subject in ("any", "people", "land"):
            chosen = [c for c in every if (c.kind, c.subject) == (kind, subject)]
            if not chosen:
                continue
            values = pd.Series([c.input for c in chosen], dtype="str")
            dates = pd.Series([c.as_of or None for c in chosen], dtype="str")
            table = resolve(values, dates, subject=subject)
            for case, row in zip(chosen, table.to_dict("records"), strict=True):
                got = "" if pd.isna(row["candidates"]) else str(row["candidates"])
                certain = bool(row["certain"])
                right = set(got.split("|")) == set(case.candidates.split("|"))
                if not right or case.certain not in ("*", str(certain).lower()):
                    found.append(Miss(case, got, certain, str(row["reason"])))
    return found
