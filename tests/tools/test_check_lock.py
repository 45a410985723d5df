"""The check of the lock files: what it must let pass, and what it must not."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from tools.check_lock import Lock, check, locks, read

from doisoat.paths import ROOT
from tools import check_lock

HASH = " \\\n    --hash=sha256:" + "0" * 64
NEEDS: dict[str, tuple[str, ...]] = {
    "alpha": ("beta>=2", "gamma; extra == 'more'", "delta; python_full_version < '3.11.3'", "omega; os_name == 'nt'"),
    "beta": (),
    "gamma": (),
    "delta": (),
    "stray": (),
}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_lock, "required", lambda name, _version: NEEDS.get(name))


def found(pins: str, wanted: str = "alpha[more]>=1", beside: dict[str, Version] | None = None) -> list[str]:
    text = "".join(f"{pin}{HASH}\n" for pin in pins.split())
    return check(Lock("lock.txt", (Requirement(wanted),), "other.txt", whole=True), text, beside or {})


def test_a_lock_that_fits_has_no_fault() -> None:
    assert found("alpha==1.0 beta==2.1 delta==1 gamma==1") == []


@pytest.mark.parametrize(
    ("pins", "fault"),
    [
        ("beta==2.1 delta==1 gamma==1", "alpha is not locked (lock.txt requires it)"),
        ("alpha==0.9 beta==2.1 delta==1 gamma==1", "alpha==0.9 is locked; lock.txt requires >=1"),
        ("alpha==1.0 beta==1.9 delta==1 gamma==1", "beta==1.9 is locked; alpha requires >=2"),
        ("alpha==1.0 beta==2.1 delta==1", "gamma is not locked (alpha requires it)"),
        ("alpha==1.0 beta==2.1 gamma==1", "delta is not locked (alpha requires it)"),
        ("alpha==1.0 beta==2.1 delta==1 gamma==1 stray==3", "stray is locked, but nothing requires it"),
    ],
)
def test_what_does_not_fit_is_named(pins: str, fault: str) -> None:
    assert fault in found(pins)


def test_two_files_that_are_installed_together_agree() -> None:
    faults = found("alpha==1.0 beta==2.1 delta==1 gamma==1", beside={"beta": Version("2.0"), "zeta": Version("1")})
    assert faults == ["beta==2.1, but other.txt has 2.0"]


def test_a_version_that_is_not_the_installed_one_cannot_be_followed() -> None:
    assert found("omicron==1", "omicron") == ["not installed as locked: omicron; run `make dev`"]


def test_a_line_without_hashes_or_with_an_index_is_a_fault() -> None:
    _, faults = read(f"--index-url https://example.org/simple\nalpha==1.0\nbeta==2{HASH}\n")
    assert faults == ["not a version: --index-url", "alpha has no hash"]


def test_every_lock_file_is_checked_and_made_by_make_lock() -> None:
    made = re.findall(r"-o (\S+\.txt)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    tracked = [p.relative_to(ROOT).as_posix() for p in ROOT.glob("requirements*.txt")]
    tracked += [p.relative_to(ROOT).as_posix() for p in (ROOT / "benchmarks").rglob("requirements*.txt")]
    assert sorted(lock.file for lock in locks()) == sorted(made) == sorted(tracked)


def test_a_requirement_nobody_has_locked_is_seen(tmp_path: Path) -> None:
    for lock in locks():
        for name in (lock.file, lock.file.replace(".txt", ".in")):
            if (ROOT / name).exists():
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"duckdb>=1.5,<2",' in project
    (tmp_path / "pyproject.toml").write_text(project.replace('"duckdb>=1.5,<2",', '"duckdb>=1.99,<2",'))
    (own,) = (lock for lock in locks(tmp_path) if lock.file == "requirements.txt")
    faults = check(own, (ROOT / own.file).read_text(encoding="utf-8"), {})
    assert any(fault.startswith("duckdb==") and ">=1.99" in fault for fault in faults)
