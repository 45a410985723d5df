"""The landing: what a source handed over, unchanged, with checksums.

Invariant: the files named in ``manifest.json`` are complete and match their sha256, because that file is written last.
The digest names the content: the same content always has the same digest, whenever and in whatever order it was read.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from doisoat.runs.files import MANIFEST
from doisoat.sources.model import From, Source

RAW = "raw"


@dataclass(frozen=True)
class LandedFile:
    """One file of the landing.

    Args:
        name: name at the source (file name, or table name for rows of a database).
        path: where it lies, relative to the landing's root.
        sha256: of the file's bytes; for rows of a database, of their content in any order.
        bytes: size on disk.
        rows: number of rows where it is known without parsing.
        as_of: the day it speaks of, where the file says it (by its name or when it was changed).
    """

    name: str
    path: str
    sha256: str
    bytes: int
    rows: int | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Landing:
    """All files of one source as of one date: the newest of its files'; None when each row says its own."""

    source_id: str
    as_of: str | None
    digest: str
    root: Path
    files: tuple[LandedFile, ...]

    def path(self, file: LandedFile) -> Path:
        """Local path of a landed file."""
        return self.root / file.path

    def days(self) -> str:
        """What the landing says of days besides its content: another day makes other records of the same bytes."""
        return "\n".join([self.as_of or "", *(f"{file.name}\0{file.as_of}" for file in self.files if file.as_of)])

    def named(self, name: str) -> tuple[LandedFile, ...]:
        """Landed files of that name: one file, or the parts a database table was read in."""
        return tuple(file for file in self.files if file.name == name)


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digest_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Hex sha256 over sorted (name, sha256) pairs."""
    total = hashlib.sha256()
    for name, checksum in sorted(pairs):
        total.update(f"{name}\0{checksum}\n".encode())
    return total.hexdigest()


def slug(origin: From) -> str:
    """A name for the physical table that is safe as a folder and distinct for each query."""
    if origin.table:
        return "".join(letter if letter.isalnum() else "_" for letter in origin.table)
    return "query_" + hashlib.sha256((origin.query or "").encode()).hexdigest()[:12]


def seal(source: Source, root: Path, files: Iterable[LandedFile]) -> Landing:
    """Write the manifest of a finished landing and return it."""
    ordered = tuple(sorted(files, key=lambda file: (file.name, file.path)))
    # Parts of one table share name and checksum: it counts once.
    digest = digest_of({(file.name, file.sha256) for file in ordered})
    as_of = source.as_of or max((file.as_of for file in ordered if file.as_of), default=None)
    landing = Landing(source.source_id, as_of, digest, root, ordered)
    content = {
        "source_id": landing.source_id,
        "as_of": landing.as_of,
        "digest": digest,
        "files": [asdict(file) for file in ordered],
    }
    temporary = root / f"{MANIFEST}.writing"
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(temporary, root / MANIFEST)
    return landing


def load_landing(root: Path) -> Landing:
    """Read a landing back.

    Raises:
        FileNotFoundError: there is no finished landing in `root`.
    """
    content = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    files = tuple(LandedFile(**item) for item in content["files"])
    return Landing(content["source_id"], content["as_of"], content["digest"], root, files)
