"""Names of units, districts and provinces of both epochs, ready to be found in text.

A ``Place`` is what a name may mean: an old unit, a new unit, or a unit abolished before the reform (known, but without
a mapping). Names are found by their matching key; diacritics decide afterwards between ``Tân Thành`` and
``Tân Thạnh``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from doisoat.gazetteer.tables import Tables, Unit
from doisoat.text.chars import clean
from doisoat.text.fold import fold_text
from doisoat.text.places import UNIT_TYPES
from doisoat.text.tones import place as place_tone

OLD, NEW, GONE = "old", "new", "gone"
_DASH: Final = " - "
_T = TypeVar("_T")
_TYPE_WORDS: Final = "|".join(sorted(map(re.escape, UNIT_TYPES.values()), key=len, reverse=True))
_TYPE: Final = re.compile(rf"^({_TYPE_WORDS})\s+", re.IGNORECASE)
_PROVINCE_ALIASES: Final = {
    "79": ("hcm", "tphcm", "ho chi minh", "sai gon", "tp hcm"),
    "01": ("hn", "ha noi"),
    "46": ("hue", "tt hue", "thua thien hue", "thua thien"),
    "77": ("brvt", "br vt", "vung tau", "ba ria vung tau"),
    "66": ("daklak",),
    "67": ("daknong",),
    "62": ("kontum",),
    "06": ("bac can",),
    "64": ("gialai",),
    "15": (),
    "10": (),
}
"""Other ways to write a former province, by its code."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a commune's name may mean.

    Attributes:
        epoch: ``old``, ``new`` or ``gone``.
        code: five digits in its epoch ("" for a former island district).
        targets: of a former district that became one unit: that unit's code; else "".
        marks: written names, lower case, tone marks in place.
        types: folded type words it has had.
        districts: former districts (ids) it lies in, or whose communes it was made of.
        own_provinces: tags (``old:77``, ``new:79``) of its province in its own epoch.
        other_provinces: tags of the provinces it belonged to or belongs to in the other epoch.
        tail: folded second half of a name of two (``da lat`` of Cam Ly - Đà Lạt), which may be left out or taken for
            the city; "" without one or when the first half alone is another's name.
    """

    epoch: str
    code: str
    target: str
    key: str
    marks: frozenset[str]
    types: frozenset[str]
    districts: frozenset[str]
    own_provinces: frozenset[str]
    other_provinces: frozenset[str]
    tail: str = ""

    @property
    def provinces(self) -> frozenset[str]:
        """Tags of both epochs."""
        return self.own_provinces | self.other_provinces


def marks(name: str) -> str:
    """A name in lower case with tone marks in place, apostrophes closed up: what diacritics are compared on."""
    words = re.sub(r"[\s.\-]+", " ", re.sub(r"'\s+", "'", clean(name).lower())).split(" ")
    return " ".join(place_tone(w) for w in words)


def key(name: str) -> str:
    """Matching key of a unit's bare name."""
    text = fold_text(re.sub(r"(?<=\w)['’]\s+", "'", name))
    return re.sub(r"\b0+(?=\d)", "", text)


def strip_type(full_name: str) -> str:
    """A full name without its type word."""
    return _TYPE.sub("", full_name)


class NameIndex:
    """Finds places, districts and provinces by name key.

    Attributes:
        communes: key → places; districts: key → ids; provinces: key → codes of both epochs (``old:77``, ``new:79``).
        district_marks, province_marks: key → written names, with their diacritics.
        province_tags: district id → its former and its present province.
        compact: the three again, keyed without blanks, for names that are written together or apart at will.
        halves: first half of a name of two → (words of the second, the whole key).
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.province_marks: dict[str, set[str]] = defaultdict(set)
        self.provinces: dict[str, frozenset[str]] = self._provinces()
        self.district_province: dict[str, str] = {}
        self.district_marks: dict[str, set[str]] = defaultdict(set)
        self.districts: dict[str, frozenset[str]] = self._districts()
        self.province_tags: dict[str, frozenset[str]] = {
            district: self._now(province) | {f"old:{province}"} for district, province in self.district_province.items()
        }
        self.places: list[Place] = [*self._old(), *self._new(), *self._island_districts(), *self._gone()]
        self.communes: dict[str, tuple[Place, ...]] = _grouped((k, p) for p in self.places for k in self._keys(p))
        self.by_district: dict[str, tuple[Place, ...]] = _grouped((d, p) for p in self.places for d in p.districts)
        self.by_province: dict[str, tuple[Place, ...]] = _grouped((tag, p) for p in self.places for tag in p.provinces)
        self.longest = max(k.count(" ") + 1 for k in [*self.communes, *self.districts, *self.provinces])
        every = dict.fromkeys([*self.provinces, *self.districts, *self.communes])
        self.compact: dict[str, tuple[str, ...]] = _grouped((k.replace(" ", ""), k) for k in every if " " in k)
        self.halves: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = _grouped(self._halves())

    def _keys(self, place: Place) -> set[str]:
        return {key(m) for m in place.marks} | {place.key}

    def _provinces(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for p in self.tables.provinces:
            tag = f"new:{p.code}" if p.valid_from else f"old:{p.code}"
            found[key(p.name)].add(tag)
            self.province_marks[key(p.name)].add(marks(p.name))
            for alias in _PROVINCE_ALIASES.get(p.code, ()):
                found[alias].add(tag)
                self.province_marks[alias].add(alias)
        return {k: frozenset(v) for k, v in found.items()}

    def _districts(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        known = {(u.district_code, u.district_name, u.province_code) for u in self.tables.old.values()}
        for code, full_name, province in sorted(known):
            name = strip_type(full_name)
            found[key(name)].add(code)
            self.district_marks[key(name)].add(marks(name))
            self.district_province[code] = province
        return {k: frozenset(v) for k, v in found.items()}

    def _now(self, old_province: str) -> frozenset[str]:
        """Tags of the current province an old one belongs to."""
        rows = self.tables.provinces
        return frozenset(f"new:{p.current_code}" for p in rows if p.code == old_province and not p.valid_from)

    def _old(self) -> Iterable[Place]:
        now = {p.code: self._now(p.code) for p in self.tables.provinces if not p.valid_from}
        for code, unit in self.tables.old.items():
            for name, (written, types) in self._spellings(code, unit).items():
                yield Place(
                    OLD,
                    code,
                    "",
                    name,
                    frozenset(written),
                    frozenset(types),
                    frozenset([unit.district_code]),
                    frozenset([f"old:{unit.province_code}"]),
                    now[unit.province_code],
                )

    def _spellings(self, code: str, unit: Unit) -> dict[str, tuple[set[str], set[str]]]:
        """Folded names of an old unit → written forms and type words; an earlier name keeps the type it had then."""
        found: dict[str, tuple[set[str], set[str]]] = {key(unit.name): ({marks(unit.name)}, {fold_text(unit.type)})}
        for variant in self.tables.variants.get((OLD, code), ()):
            name = strip_type(variant)
            written, types = found.setdefault(key(name), (set(), set()))
            written.add(marks(name))
            if key(name) != key(unit.name):
                types.add(fold_text(variant.removesuffix(name)))
        return found

    def _halves(self) -> Iterable[tuple[str, tuple[tuple[str, ...], str]]]:
        units = [*self.tables.old.values(), *(u for periods in self.tables.new.values() for u in periods)]
        for name in sorted({u.name for u in units if _DASH in u.name}):
            head, tail = name.split(_DASH, 1)
            yield key(head), (tuple(key(tail).split(" ")), key(name))

    def _new(self) -> Iterable[Place]:
        for code, periods in self.tables.new.items():
            parents = [self.tables.old[c] for c in self.tables.formers.get(code, ())]
            head, _, tail = periods[-1].name.partition(_DASH)
            short = bool(tail) and self._bears_alone(code, key(head), {p.province_code for p in parents})
            yield Place(
                NEW,
                code,
                "",
                key(periods[-1].name),
                self._marks(NEW, code, [u.full_name for u in periods]) | ({marks(head)} if short else set()),
                frozenset(fold_text(u.type) for u in periods),
                frozenset(p.district_code for p in parents),
                frozenset([f"new:{periods[-1].province_code}"]),
                frozenset(f"old:{p.province_code}" for p in parents),
                key(tail) if short else "",
            )

    def _bears_alone(self, code: str, name: str, provinces: set[str]) -> bool:
        """Whether a name, in the unit's provinces, leads to this unit alone."""
        old = [c for c, u in self.tables.old.items() if u.province_code in provinces and name in self._spellings(c, u)]
        new = [
            c
            for c, periods in self.tables.new.items()
            if key(periods[-1].name) == name and periods[-1].province_code == self.tables.new[code][-1].province_code
        ]
        return not new and all(link.new_code == code for c in old for link in self.tables.links[c])

    def _marks(self, epoch: str, code: str, full_names: list[str]) -> frozenset[str]:
        spellings = (*full_names, *self.tables.variants.get((epoch, code), ()))
        return frozenset(marks(strip_type(s)) for s in spellings)

    def _island_districts(self) -> Iterable[Place]:
        """The five districts without communes, each of which became one special zone."""
        for full_name, _, code in self.tables.districts:
            if not full_name.startswith("Huyện "):
                continue
            province = self.tables.new[code][-1].province_code
            rows = self.tables.provinces
            old = [f"old:{p.code}" for p in rows if p.current_code == province and not p.valid_from]
            name = strip_type(full_name)
            yield Place(
                OLD,
                "",
                code,
                key(name),
                frozenset([marks(name)]),
                frozenset(["huyen"]),
                frozenset(),
                frozenset(old),
                frozenset([f"new:{province}"]),
            )

    def _gone(self) -> Iterable[Place]:
        by_name = {p.full_name: p.code for p in self.tables.provinces if not p.valid_from}
        for code, full_name, district, province in self.tables.abolished:
            name = strip_type(full_name)
            old = by_name.get(province, "")
            known = self.districts.get(key(strip_type(district)), frozenset())
            yield Place(
                GONE,
                code,
                "",
                key(name),
                frozenset([marks(name)]),
                frozenset([fold_text(full_name.removesuffix(name))]),
                frozenset(d for d in known if self.district_province.get(d) == old),
                frozenset([f"old:{old}"]),
                self._now(old),
            )


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = defaultdict(list)
    for name, thing in pairs:
        found[name].append(thing)
    return {name: tuple(things) for name, things in found.items()}
