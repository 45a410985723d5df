"""Mistakes make another name; spellings leave it the same."""

import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doisoat_lab.synth.misspell import another_tone, canonical, fold, mistakes, spellings, without_tones
from doisoat_lab.synth.names import Naming
from doisoat_lab.synth.rng import objects, stream

WORDS = ["Nguyễn", "Đặng", "Hoà", "Thuỳ", "Thị", "Quý", "Mỹ", "Kơ", "H'Hen", "Niê", "Ưng", "Ánh", "Văn", "Lê", "Anh"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map(" ".join)


@given(NAMES, st.integers(0, 500))
def test_a_mistake_changes_letters_or_marks(name: str, seed: int) -> None:
    new = mistakes(objects([name]), np.random.default_rng(seed))[0]
    same_order = fold(new) == fold(name)
    assert new != name
    assert not same_order or without_tones(new) != without_tones(name)


@given(NAMES, st.integers(0, 500))
def test_a_spelling_keeps_the_letters(name: str, seed: int) -> None:
    new = spellings(objects([name]), np.random.default_rng(seed))[0]
    assert fold(new).split() == fold(name).split()
    assert new.isascii() or without_tones(new) == without_tones(name)


def test_canonical_forgets_case_position_of_tone_and_encoding_only() -> None:
    assert canonical("HOÀ") == canonical("hòa") == canonical(unicodedata.normalize("NFD", " Hòa "))
    assert canonical("Hòa") != canonical("Hóa")
    assert canonical("Hòa") != canonical("Hoa")
    assert canonical("Ðặng") == canonical("Đặng")


def test_without_tones_keeps_letters() -> None:
    assert without_tones("Đặng Thị  ƯỚC") == "đăng thi ươc"
    assert fold("Đặng Ước") == "dang uoc"


def test_names_follow_region_era_and_group() -> None:
    rng = stream(3, "names")
    n = 6000
    male, nobody = np.zeros(n, bool), np.zeros(n, bool)
    naming = Naming("central")
    surnames = naming.surnames(rng, n, nobody)
    assert 0.25 < (surnames == "Nguyễn").mean() < 0.4
    old, _ = naming.given(rng, male, np.full(n, 1950), nobody)
    new, _ = naming.given(rng, male, np.full(n, 2015), nobody)
    share = [np.mean([m.split()[0] == "Thị" for m in middle]) for middle in (old, new)]
    assert share[0] > 0.75
    assert share[1] < 0.35
    ede = Naming("central", "ede")
    everyone = np.ones(n, bool)
    clan = ede.surnames(rng, n, everyone)
    middle, given_name = ede.given(rng, male, np.full(n, 1990), everyone)
    assert ede.full(clan, middle, given_name, everyone)[0].endswith(clan[0])


def test_another_tone_is_told_from_another_spelling() -> None:
    assert another_tone("Nguyễn Thị Hoà", "Nguyển Thị Hoà")
    assert not any(another_tone("Nguyễn Thị Hoà", other) for other in ("NGUYỄN THỊ HÒA", "Nguyen Thi Hoa"))
