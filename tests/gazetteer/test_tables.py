"""The shipped tables agree with what is known about the reform, and with their raw inputs."""

import doctest
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from doisoat.gazetteer import Gazetteer, facade
from doisoat.gazetteer.resolution import REASONS
from doisoat.gazetteer.tables import DATA, tables
from doisoat.paths import ROOT

NAMED = {
    "23122": "Xã Hàm Thạnh",
    "23110": "Xã Hàm Thuận Nam",
    "23059": "Xã Hàm Thuận",
    "23095": "Xã Hàm Liêm",
    "22933": "Phường Hàm Thắng",
    "22924": "Phường Phú Thuỷ",
    "22960": "Phường Bình Thuận",
    "17662": "Xã Đô Lương",
    "17623": "Xã Bạch Ngọc",
    "17677": "Xã Văn Hiến",
    "17707": "Xã Bạch Hà",
    "17689": "Xã Thuần Trung",
    "17641": "Xã Lương Sơn",
    "26383": "Xã An Phước",
    "26278": "Xã Bình Minh",
    "26281": "Xã Hưng Thịnh",
    "25308": "Xã Thiện Hưng",
    "26179": "Xã Tân An",
    "26491": "Xã Đại Phước",
}


@pytest.mark.parametrize("script", ["build_gazetteer.py", "build_name_syllables.py"])
def test_rebuilding_gives_no_difference(script: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "tools" / script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_counts_of_the_reform() -> None:
    data = tables()
    assert len(data.old) == 10_035
    assert len(data.new) == 3_321
    assert sum(map(len, data.links.values())) == 10_572 - 6  # six rows have no old code
    assert Counter(unit.type for (unit, *_) in data.new.values()) == {"Xã": 2_621, "Phường": 687, "Đặc khu": 13}
    now = Counter(periods[-1].type for periods in data.new.values())
    assert now == {"Xã": 2_599, "Phường": 709, "Đặc khu": 13}
    assert len({p.code for p in data.provinces if not p.valid_from}) == 63
    assert len(Gazetteer.load().provinces()) == 34
    assert len(data.new.keys() & data.old.keys()) == 3_315


def test_splits_differ_for_people_and_land() -> None:
    data = tables()
    split = {code: links for code, links in data.links.items() if len(links) > 1}
    assert Counter(map(len, split.values())) == {2: 369, 3: 55, 4: 16, 5: 1}
    to_one = [code for code, links in split.items() if sum(link.people != "no" for link in links) == 1]
    assert len(to_one) == 59


def test_provinces_and_named_communes() -> None:
    gazetteer = Gazetteer.load()
    assert [len(gazetteer.communes_of_province(code)) for code in ("68", "40", "75")] == [124, 130, 95]
    assert gazetteer.communes_of_province("99") == []
    assert gazetteer.names(list(NAMED)) == NAMED
    assert all(
        len(gazetteer.targets_of(old, "any")) == 1 for code in NAMED for old in gazetteer.former_communes_of(code)
    )
    assert gazetteer.former_communes_of("23122") == ["23113", "23116", "23122"]
    assert gazetteer.name("00000") == "00000"


def test_changes_of_2026_with_their_uncertainty() -> None:
    gazetteer = Gazetteer.load()
    before, after = gazetteer.unit("25270", "2026-04-29"), gazetteer.unit("25270", "2026-04-30")
    assert before is not None
    assert after is not None
    assert (before.full_name, after.full_name) == ("Xã Lộc Ninh", "Phường Lộc Ninh")
    assert gazetteer.province_name("75") == "Thành phố Đồng Nai"
    bac_ninh = gazetteer.unit("07294")
    assert bac_ninh is not None
    assert bac_ninh.full_name == "Phường Bố Hạ"
    assert "not known" in bac_ninh.note
    old = gazetteer.unit("26278", "2025-06-30")
    assert old is not None
    assert old.district_name == "Huyện Trảng Bom"


def test_examples() -> None:
    failed, attempted = doctest.testmod(facade)
    assert (failed, attempted > 2) == (0, True)


def test_reasons_have_words() -> None:
    assert all(vi and en for vi, en in REASONS.values())


def build(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "build_gazetteer.py"), *arguments], capture_output=True, text=True
    )


def test_a_new_table_shows_its_changes_and_is_not_taken_by_itself(tmp_path: Path) -> None:
    kept = DATA.parent / "raw" / "commune_units_history.csv"
    before = kept.read_bytes(), (DATA / "units.csv").read_bytes()
    new = tmp_path / "new.csv"
    text = kept.read_text(encoding="utf-8")
    new.write_text(text.replace("23122,Hàm Thạnh,Xã,Xã Hàm", "23122,Hàm Thạnh,Phường,Phường Hàm"), encoding="utf-8")
    done = build("--take", f"commune_units_history.csv={new}")
    assert done.returncode == 0, done.stderr
    assert "units.csv: 0 appear, 0 vanish, 1 change" in done.stdout
    assert "23122 2025-07-01: type 'Xã' → 'Phường'" in done.stdout
    assert "nothing was written" in done.stdout
    assert (kept.read_bytes(), (DATA / "units.csv").read_bytes()) == before


def test_a_table_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    kept = DATA.parent / "raw" / "commune_units_history.csv"
    short = tmp_path / "short.csv"
    lines = [line for line in kept.read_text(encoding="utf-8").splitlines() if not line.startswith("23122,")]
    short.write_text("\n".join(lines), encoding="utf-8")
    done = build("--take", f"commune_units_history.csv={short}")
    assert done.returncode == 1
    assert "23122" in done.stderr
    assert "lacks the columns" in build("--take", f"commune_crosswalk.csv={short}").stderr
