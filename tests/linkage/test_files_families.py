"""Families where no column names them: people of one file at one small place, or of one place and shared name part."""

from __future__ import annotations

import numpy as np

from doisoat.linkage.files.arrow import texts
from doisoat.linkage.files.coding import encode
from doisoat.linkage.files.columns import ComparedColumn, column
from doisoat.linkage.files.families import families
from doisoat.linkage.files.model import FileField

HOMES, SIZE = 120, 3
N_A = HOMES * SIZE


def made(name: list[str], place: list[str | None], compare: str = "text") -> list[ComparedColumn]:
    fields = (("name", "name", name), ("place", compare, place))
    return [column(FileField(f, kind, ((f,), (f,))), encode(texts(values)), N_A) for f, kind, values in fields]


def names(surname_of_home: bool) -> list[str]:
    one = [f"s{i // SIZE if surname_of_home else i} x{i}" for i in range(N_A)]
    return one * 2


def test_people_at_one_address_of_one_file_are_a_family() -> None:
    place = [f"so {i // SIZE} duong a" for i in range(N_A)] * 2
    found = families(made(names(False), place), N_A)
    assert found is not None
    for side in (found[:N_A], found[N_A:]):
        homes = side.reshape(HOMES, SIZE)
        assert (homes == homes[:, :1]).all()
        assert len(np.unique(side)) == HOMES
    assert not np.isin(found[:N_A], found[N_A:]).any()


def test_a_crowded_place_is_cut_by_the_name_part_its_people_share() -> None:
    hamlet: list[str | None] = [f"thon {i // 15}" for i in range(N_A)] * 2
    found = families(made(names(True), hamlet), N_A)
    assert found is not None
    homes = found[:N_A].reshape(HOMES, SIZE)
    assert (homes == homes[:, :1]).all()
    assert len(np.unique(homes)) == HOMES


def test_nothing_tells_families_where_names_say_nothing_or_no_place_is_known() -> None:
    crowd: list[str | None] = [f"thon {i // 15}" for i in range(N_A)] * 2
    assert families(made(names(False), crowd), N_A) is None
    few: list[str | None] = [f"tinh {i // 20}" for i in range(N_A)] * 2  # a place of few values tells no homes
    assert families(made(names(True), few), N_A) is None
    assert families(made(names(False), [None] * (2 * N_A)), N_A) is None
    assert families(made(names(False), [f"so {i}" for i in range(2 * N_A)])[:1], N_A) is None


def test_who_has_no_address_has_no_family() -> None:
    place: list[str | None] = [f"so {i // SIZE} duong a" for i in range(N_A)] * 2
    place[5] = None
    found = families(made(names(False), place), N_A)
    assert found is not None
    assert found[5] == -1
    assert (np.delete(found, 5) >= 0).all()
