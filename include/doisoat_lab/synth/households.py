"""Households with a plausible composition: couples, children, elders, single parents, three generations, siblings.

Built slot by slot for all households at once (a slot is a place in the family, such as "second child"), never person
by person. Relation codes are those of the relation list: 01 head, 02 wife, 03 husband, 04 father, 05 mother, 14 child.
"""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth.calendar import of_year
from doisoat_lab.synth.rng import Array, choose

# Alone, couple, couple with children, single parent, with the head's parents, elder with a child's family, siblings.
_SHARES = np.array([0.09, 0.13, 0.44, 0.09, 0.12, 0.10, 0.03])
_AGES = np.array([(25, 86), (24, 80), (25, 57), (26, 58), (27, 50), (52, 80), (20, 48)])
_CHILDREN = np.array([0.30, 0.44, 0.17, 0.06, 0.03])
#: Whose surname a person bears: the head's line, the head's spouse's line, the children's other parent, or their own.
HEAD_LINE, SPOUSE_LINE, OTHER_PARENT, OWN = 0, 1, 2, 3


class _Slots:
    """People collected slot by slot."""

    def __init__(self) -> None:
        self.parts: list[tuple[Array, Array, Array, Array, Array]] = []

    def add(self, households: Array, male: Array, birth: Array, relation: str | Array, line: int | Array) -> None:
        n = len(households)
        codes = np.full(n, int(relation)) if isinstance(relation, str) else relation
        self.parts.append((households, male, birth, codes, np.broadcast_to(np.asarray(line), (n,))))


def _born(rng: np.random.Generator, today_year: int, ages: Array) -> Array:
    return of_year(today_year - 1 - ages, rng.integers(0, 365, len(ages)))


def compose(rng: np.random.Generator, people: int, today: int, this_year: int) -> dict[str, Array]:
    """Exactly `people` persons in households: arrays household, male, birth (day), relation (int code), line.

    Sorted by household; the first person of each is its head. `household` counts from 0 without gaps.
    """
    n = max(1, int(people / 2.2) + 8)
    kind = choose(rng, n, _SHARES)
    low, high = _AGES[kind].T
    age = low + (rng.random(n) * (high - low)).astype(np.int64)
    male = rng.random(n) < np.where(np.isin(kind, (1, 2, 4, 5)), 0.78, np.where(kind == 3, 0.25, 0.45))
    birth = _born(rng, this_year, age)
    slots = _Slots()
    everyone = np.arange(n)
    slots.add(everyone, male, birth, "01", HEAD_LINE)
    spouse = np.isin(kind, (1, 2, 4)) | ((kind == 5) & (rng.random(n) < 0.7))
    spouse_birth = birth + np.where(male, rng.integers(-500, 2200, n), rng.integers(-2200, 500, n))
    w = np.flatnonzero(spouse)
    slots.add(w, ~male[w], spouse_birth[w], np.where(male[w], 2, 3), SPOUSE_LINE)
    mother = np.where(male & spouse, spouse_birth, birth)
    line = np.where(male, HEAD_LINE, np.where(spouse, SPOUSE_LINE, OTHER_PARENT))
    _elders(rng, slots, np.flatnonzero(kind == 4), male, birth)
    _children(rng, slots, np.flatnonzero(np.isin(kind, (2, 3, 4))), mother, line, today)
    _families_of_children(rng, slots, np.flatnonzero(kind == 5), mother, line, today)
    _siblings(rng, slots, np.flatnonzero(kind == 6), birth)
    household, sex, born, relation, lines = (np.concatenate(column) for column in zip(*slots.parts, strict=True))
    keep = born <= today
    household, sex, born, relation, lines = (c[keep] for c in (household, sex, born, relation, lines))
    order = np.argsort(household, kind="stable")[:people]
    return {
        "household": household[order],
        "male": sex[order],
        "birth": born[order].astype(np.int32),
        "relation": relation[order],
        "line": lines[order],
    }


def _elders(rng: np.random.Generator, slots: _Slots, where: Array, male: Array, birth: Array) -> None:
    """The head's father, mother or both (the husband's, where the head is a wife)."""
    both = rng.random(len(where))
    mother_birth = birth[where] - rng.integers(7300, 12000, len(where))
    father, mother = both < 0.6, both > 0.3
    lines = np.where(male[where], HEAD_LINE, SPOUSE_LINE)
    dad = np.where(male[where], 4, 8)
    mum = np.where(male[where], 5, 9)
    slots.add(
        where[father],
        np.ones(int(father.sum()), bool),
        (mother_birth - rng.integers(0, 2500, len(where)))[father],
        dad[father],
        lines[father],
    )
    slots.add(where[mother], np.zeros(int(mother.sum()), bool), mother_birth[mother], mum[mother], OWN)


def _children(rng: np.random.Generator, slots: _Slots, where: Array, mother: Array, line: Array, today: int) -> None:
    """One to five children, 20 to 30 years after the mother's birth and 1 to 6 years apart; some are twins."""
    count = choose(rng, len(where), _CHILDREN) + 1
    born = mother[where] + rng.integers(7400, 11000, len(where))
    # Parents who are young have their first child lately rather than in the future.
    born = np.minimum(born, today - rng.integers(1, 2500, len(where)))
    for number in range(1, 6):
        have = count >= number
        male = rng.random(len(where)) < 0.52
        slots.add(where[have], male[have], born[have], "14", line[where][have])
        twin = rng.random(len(where)) < 0.012
        born = born + np.where(twin, 0, rng.integers(450, 2100, len(where)))


def _families_of_children(
    rng: np.random.Generator, slots: _Slots, where: Array, mother: Array, line: Array, today: int
) -> None:
    """A grown child, its spouse and up to three grandchildren, in an elder's household."""
    n = len(where)
    son = rng.random(n) < 0.75
    born = mother[where] + rng.integers(7500, 10500, n)
    slots.add(where, son, born, "14", line[where])
    married = rng.random(n) < 0.85
    slots.add(
        where[married],
        ~son[married],
        (born + rng.integers(-1200, 1200, n))[married],
        np.where(son, 18, 17)[married],
        OWN,
    )
    child = born + rng.integers(7700, 10500, n)
    for number in range(3):
        have = married & (rng.random(n) < (0.85, 0.6, 0.2)[number])
        male = rng.random(n) < 0.52
        lines = np.where(son, line[where], OTHER_PARENT)
        slots.add(where[have], male[have], child[have], np.where(son, 22, 23)[have], lines[have])
        child = child + rng.integers(500, 2200, n)


def _siblings(rng: np.random.Generator, slots: _Slots, where: Array, birth: Array) -> None:
    """One or two younger siblings of the head, or a lodger."""
    n = len(where)
    male = rng.random(n) < 0.5
    slots.add(where, male, birth[where] + rng.integers(400, 3000, n), "27", HEAD_LINE)
    lodger = rng.random(n) < 0.4
    slots.add(
        where[lodger], (rng.random(n) < 0.5)[lodger], (birth[where] + rng.integers(-2000, 2000, n))[lodger], "42", OWN
    )
