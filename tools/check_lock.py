"""Whether the lock files fit what they were made from: pyproject.toml and the ``.in`` files. Needs no network.

``make lock`` asks an index; this asks the environment that was installed from the lock. A lock file fits when

* every requirement it was made from is locked at a version it allows;
* so is every requirement of what is locked, as its installed metadata says (for what is installed here);
* nothing is locked that nobody requires (where everything is installed here);
* every version has hashes, no line names an index, and a package has one version in all files that are installed
  together.

Usage: ``python tools/check_lock.py``; exit code 1 and a line a fault when a file does not fit.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
# As `make lock` asks for: uv takes 3.11 to be 3.11.0, whatever interpreter this is.
_PYTHON = {"python_version": "3.11", "python_full_version": "3.11.0", "implementation_version": "3.11.0"}
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^\s;\\]+)")


@dataclass(frozen=True)
class Lock:
    """A lock file, what it was made from, and the lock whose versions it has to repeat."""

    file: str
    wanted: tuple[Requirement, ...]
    beside: str | None = None
    whole: bool = False
    """Everything in it is installed in a checkout's environment, so that it can be followed to its end."""


def locks(root: Path = ROOT) -> tuple[Lock, ...]:
    """The lock files of the checkout, as ``make lock`` makes them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    own, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    name = project["project"]["name"]

    def of(*lists: Iterable[str]) -> tuple[Requirement, ...]:
        found: list[Requirement] = []
        for item in (Requirement(line) for lines in lists for line in lines):
            found += of(*(extras[extra] for extra in sorted(item.extras))) if item.name == name else [item]
        return tuple(found)

    def lines(file: str) -> list[str]:
        text = (root / file).read_text(encoding="utf-8")
        return [line for line in text.splitlines() if line and not line.startswith("#")]

    return (
        Lock("requirements-bootstrap.txt", of(lines("requirements-bootstrap.in")), whole=True),
        Lock("requirements.txt", of(own), whole=True),
        Lock("requirements-dev.txt", of(own, extras["dev"]), beside="requirements.txt", whole=True),
        Lock("requirements-drivers.txt", of(own, extras["drivers"]), beside="requirements.txt"),
        Lock("requirements-fuzz.txt", of(project["dependency-groups"]["fuzz"])),
        Lock("benchmarks/linkage/requirements-splink.txt", of(lines("benchmarks/linkage/requirements-splink.in"))),
    )


def read(text: str) -> tuple[dict[str, Version], list[str]]:
    """The versions a lock file holds, by normalised name, and what is wrong with its lines."""
    pins: dict[str, Version] = {}
    faults = []
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()):
        if entry.startswith("#") or not entry:
            continue
        found = _PIN.match(entry)
        if found is None:
            faults.append(f"not a version: {entry.split()[0]}")
            continue
        if "--hash=sha256:" not in entry:
            faults.append(f"{found['name']} has no hash")
        pins[canonicalize_name(found["name"])] = Version(found["version"])
    return pins, faults


def required(name: str, version: Version) -> tuple[str, ...] | None:
    """What a package requires, by its installed metadata; None when this version is not installed here."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return tuple(found.requires or ()) if Version(found.version) == version else None


def _unmet(wanted: Requirement, pins: Mapping[str, Version], asker: str) -> Iterator[str]:
    locked = pins.get(canonicalize_name(wanted.name))
    if locked is None:
        yield f"{wanted.name} is not locked ({asker} requires it)"
    elif not wanted.specifier.contains(locked, prereleases=True):
        yield f"{wanted.name}=={locked} is locked; {asker} requires {wanted.specifier}"


def check(lock: Lock, text: str, beside: Mapping[str, Version]) -> list[str]:
    """What does not fit in a lock file.

    Args:
        lock: what the file was made from.
        text: the file's content.
        beside: versions of the lock it has to agree with.
    """
    pins, faults = read(text)
    faults += [
        f"{name}=={pins[name]}, but {lock.beside} has {version}"
        for name, version in beside.items()
        if pins.get(name, version) != version
    ]
    asked = [(item, "", lock.file) for item in lock.wanted]
    seen: set[tuple[str, str]] = set()
    absent = set()
    while asked:
        wanted, extra, asker = asked.pop()
        if wanted.marker is not None and not wanted.marker.evaluate({**_PYTHON, "extra": extra}):
            continue
        faults += _unmet(wanted, pins, asker)
        name = canonicalize_name(wanted.name)
        for one in {"", *wanted.extras}:
            if (name, one) in seen or name not in pins:
                continue
            seen.add((name, one))
            needs = required(name, pins[name])
            if needs is None:
                absent.add(name)
            asked += [(Requirement(line), one, wanted.name) for line in needs or ()]
    if lock.whole and not absent:
        faults += [f"{name} is locked, but nothing requires it" for name in sorted(set(pins) - {n for n, _ in seen})]
    if lock.whole and absent:
        faults.append(f"not installed as locked: {', '.join(sorted(absent))}; run `make dev`")
    return sorted(set(faults))


def main() -> int:
    """Check every lock file; print what does not fit."""
    told = 0
    texts = {lock.file: (ROOT / lock.file).read_text(encoding="utf-8") for lock in locks()}
    for lock in locks():
        beside = read(texts[lock.beside])[0] if lock.beside else {}
        for fault in check(lock, texts[lock.file], beside):
            print(f"{lock.file}: {fault}", file=sys.stderr)
            told += 1
    if told:
        print("pyproject.toml and the lock files do not fit: run `make lock`", file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
