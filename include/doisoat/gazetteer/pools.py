"""The names a misspelt part may have been meant as, by context, and the nearest of them.

Distance is counted on the folded name first and, where several names are as near, on the name with its diacritics
(``Bình Đoông`` is nearer to Bình Đông than to Bình Dương). What is still as near stays: all of it is answered.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from doisoat.gazetteer.index import NameIndex, Place

_NUMBER: Final = re.compile(r"\d+")


class Pool:
    """Names (folded) with their written forms."""

    def __init__(self, marks: Mapping[str, Iterable[str]]) -> None:
        self.marks = {name: tuple(written) for name, written in marks.items()}
        self.names = list(self.marks)
        self._near = lru_cache(maxsize=256)(self._search)

    def nearest(self, name: str, written: str, limit: int) -> tuple[tuple[str, ...], int]:
        """Names with the fewest edits within the limit, and how many; numbers must agree."""
        return self._near(name, written, limit)

    def spelt(self, name: str, written: str) -> int:
        """Edits between what is written and a name of the pool, diacritics counted."""
        return min((OSA.distance(written, m) for m in self.marks[name]), default=99)

    def _search(self, name: str, written: str, limit: int) -> tuple[tuple[str, ...], int]:
        hits = process.extract(name, self.names, scorer=OSA.distance, processor=None, score_cutoff=limit, limit=None)
        numbers = _NUMBER.findall(name)
        near = [(other, int(distance)) for other, distance, _ in hits if _NUMBER.findall(other) == numbers]
        if not near:
            return (), limit
        least = min(distance for _, distance in near)
        names = [other for other, distance in near if distance == least]
        if len(names) > 1 and not written.isascii():
            spelt = {n: self.spelt(n, written) for n in names}
            best = min(spelt.values())
            names = [n for n in names if spelt[n] == best]
        return tuple(names), least


class Pools:
    """Pools of an index, built when they are first asked for."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self.provinces = Pool(index.province_marks)
        self.all_districts = Pool(index.district_marks)
        self._districts = lru_cache(maxsize=256)(self._of_provinces)
        self._communes = lru_cache(maxsize=2_048)(self._of_districts)
        self._in_provinces = lru_cache(maxsize=256)(self._communes_of_provinces)

    def districts(self, tags: frozenset[str]) -> Pool:
        """Former districts of the provinces (all without one)."""
        return self._districts(tags) if tags else self.all_districts

    def communes(self, districts: frozenset[str], tags: frozenset[str]) -> Pool:
        """Communes of former districts, of those in the provinces when any is."""
        return self._communes(districts, tags)

    def in_provinces(self, tags: frozenset[str]) -> Pool:
        """Communes of provinces."""
        return self._in_provinces(tags)

    def _of_provinces(self, tags: frozenset[str]) -> Pool:
        index = self.index
        known = {
            name: ids
            for name, ids in index.districts.items()
            if any(not tags.isdisjoint(index.province_tags[i]) for i in ids)
        }
        return Pool({name: index.district_marks[name] for name in known})

    def _of_districts(self, districts: frozenset[str], tags: frozenset[str]) -> Pool:
        places = [p for d in districts for p in self.index.by_district.get(d, ())]
        return _pool(p for p in places if not tags or not tags.isdisjoint(p.provinces))

    def _communes_of_provinces(self, tags: frozenset[str]) -> Pool:
        return _pool(p for tag in tags for p in self.index.by_province.get(tag, ()))


def _pool(places: Iterable[Place]) -> Pool:
    found: dict[str, set[str]] = {}
    for place in places:
        found.setdefault(place.key, set()).update(place.marks)
    return Pool({name: sorted(written) for name, written in found.items()})
