"""How many distinct values a second, in processor time, start-up apart; and how much memory the tables take.

The machine may be shared, so rates are of processor time of this process alone, and each is also given as a ratio to
``yardstick`` (a fixed pure-Python loop measured just before): a ratio can be compared between machines and hours.
"""

import random
import resource
import time
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.tables import Unit, tables
from doisoat.text import normalise
from doisoat.text.fold import ascii_token
from doisoat.text.words import lexicon

GOALS = {"exact": 20_000, "noisy": 3_000, "names": 100_000}
"""Distinct values a second: addresses exact after folding and noisy ones on two cores, names on one."""

_BRIEF = [
    ("Thị trấn ", "TT "),
    ("Thị xã ", "TX "),
    ("Phường ", "P. "),
    ("Quận ", "Q. "),
    ("Huyện ", "H. "),
    ("Thành phố ", "TP "),
    ("Xã ", "X. "),
    ("Tỉnh ", ""),
]


class Rate(NamedTuple):
    what: str
    goal: str
    distinct: int
    per_second: float
    ratio: float
    """Values a unit of the yardstick's work."""


def yardstick() -> float:
    """Units of fixed work (a thousand dictionary look-ups of folded words) a second of processor time."""
    words = [f"từ{i}" for i in range(1_000)]
    table = {w: i for i, w in enumerate(words)}
    start, done = time.process_time(), 0
    while time.process_time() - start < 0.3:
        done += sum(table[w] >= 0 for w in words) // 1_000
    return done / (time.process_time() - start)


def bare(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in marks if not unicodedata.combining(c))


def brief(text: str) -> str:
    for long, short in _BRIEF:
        text = text.replace(long, short)
    return text


def misspelt(text: str, chance: random.Random) -> str:
    """One letter dropped, doubled, changed or swapped with its neighbour."""
    places = [i for i, c in enumerate(text) if c.isalpha() and i + 1 < len(text)]
    if not places:
        return text
    i = chance.choice(places)
    how = chance.randrange(4)
    return (
        text[:i] + ["", text[i] * 2, chance.choice("aehnot"), text[i + 1] + text[i]][how] + text[i + 1 + (how == 3) :]
    )


def addresses() -> list[tuple[str, str, str]]:
    data = tables()
    provinces = {p.code: p.full_name for p in data.provinces if not p.valid_from}

    def parts(u: Unit) -> tuple[str, str, str]:
        return u.full_name, u.district_name, provinces[u.province_code]

    return [parts(data.old[c]) for c in sorted(data.old)]


def exact_texts(count: int, chance: random.Random) -> list[str]:
    """Distinct texts that are known addresses after folding: case, marks, abbreviations, a house in front."""
    ways: list[Callable[[tuple[str, str, str]], str]] = [
        ", ".join,
        lambda p: bare(", ".join(p)),
        lambda p: " ".join(p).upper(),
        lambda p: brief(", ".join(p)),
        lambda p: unicodedata.normalize("NFD", ", ".join(p)),
        lambda p: bare(brief(", ".join(p))).lower(),
        lambda p: f"Số {chance.randint(1, 99)}, thôn {chance.randint(1, 20)}, {', '.join(p)}",
    ]
    every = addresses()
    texts = [ways[i % len(ways)](chance.choice(every)) for i in range(count)]
    return list(dict.fromkeys(texts))


def noisy_texts(count: int, chance: random.Random) -> list[str]:
    """Distinct texts with a misspelling in commune, district, province or type word, some without diacritics."""
    every = addresses()
    texts = []
    for i in range(count):
        parts = list(chance.choice(every))
        parts[i % 3] = misspelt(parts[i % 3], chance)
        text = ", ".join(parts)
        texts.append(bare(text) if i % 4 == 0 else text)
    return list(dict.fromkeys(texts))


def names(count: int, chance: random.Random) -> list[str]:
    known = sorted(word for forms in lexicon().by_fold.values() for word in forms)
    surnames = sorted(lexicon().surname, key=lambda w: -lexicon().surname[w])[:40]
    found = {f"{chance.choice(surnames)} {chance.choice(known)} {chance.choice(known)}".title() for _ in range(count)}
    every = sorted(found)
    for i in range(0, len(every), 20):
        every[i] = every[i].upper() if i % 40 else ascii_token(every[i]).title()
    return list(dict.fromkeys(every))


def measure(size: int = 20_000) -> list[Rate]:
    chance = random.Random(7)
    gazetteer = Gazetteer.load()
    gazetteer.resolve_texts(pd.Series(["Xã Hàm Thạnh, h Ham Thun Nam, Binh Thuan"]))
    normalise(pd.Series(["Nguyễn Văn An", "Nguyen Van A", "Nguye6n4 Va8n A"]), "name")
    work: list[tuple[str, str, list[str], Callable[[pd.Series], object]]] = [
        ("addresses, exact after folding", "exact", exact_texts(2 * size, chance), gazetteer.resolve_texts),
        ("addresses, misspelt", "noisy", noisy_texts(size // 2, chance), gazetteer.resolve_texts),
        ("names, all three outcomes", "names", names(3 * size, chance), lambda v: normalise(v, "name")),
    ]
    found = []
    for what, goal, texts, run in work:
        unit = yardstick()
        values = pd.Series(texts, dtype="str")
        start = time.process_time()
        run(values)
        rate = len(texts) / (time.process_time() - start)
        found.append(Rate(what, goal, len(texts), rate, rate / unit))
    return found


def memory() -> int:
    """Largest resident size of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
