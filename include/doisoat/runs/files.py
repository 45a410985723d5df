"""Where everything lies in a province's store; nowhere else is an address spelt.

An address is a key of the store (``published/68-2026-11-15-001/data/links.parquet``). The same names hold for a folder
on disk, as a store on one host is: ``RunFiles.under(root, run)`` then gives paths below ``root``.

Invariant: the names are those of docs/architecture.md and docs/data-contracts.md; a store written by an earlier release
is read under the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, overload

from doisoat.runs.communes import file_stem

__all__ = [
    "CURRENT",
    "FAILURES",
    "MANIFEST",
    "MODEL",
    "OWNER",
    "PROBE",
    "SETTLED",
    "LinkedFiles",
    "Linking",
    "Published",
    "RunFiles",
    "Standardised",
    "StoreFolder",
    "kept_model",
    "landed",
    "quality",
    "quality_of_ingest",
    "shard_name",
    "standardised",
]

MANIFEST: Final = "manifest.json"
"""Of a folder in the store: what is in it, written last."""

_LANDING, _STANDARDISED, _QUALITY = "landing", "standardised", "quality"
_RUNS, _PUBLISHED, _STATE = "runs", "published", "state"

SETTLED: Final = (f"{_LANDING}/", f"{_STANDARDISED}/")
"""Prefixes whose keys hold a digest of the content: an object there never changes, so a cached copy is as good."""

CURRENT: Final = f"{_PUBLISHED}/current.json"
"""Names the run that holds."""

OWNER: Final = f"{_STATE}/province.json"
"""Whose store it is."""

MODEL: Final = f"{_STATE}/model.json"
"""The linkage model runs use."""

FAILURES: Final = f"{_STATE}/failures"
PROBE: Final = f"{_STATE}/doctor.txt"
"""What ``doisoat doctor`` writes to see whether it can."""


class _File:
    """A file of a folder: as an attribute, its address."""

    def __init__(self, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, folder: None, kind: type[StoreFolder]) -> Self: ...
    @overload
    def __get__(self, folder: StoreFolder, kind: type[StoreFolder]) -> str: ...
    def __get__(self, folder: StoreFolder | None, kind: type[StoreFolder]) -> Self | str:
        return self if folder is None else f"{folder.prefix}/{self.name}"


@dataclass(frozen=True)
class StoreFolder:
    """A folder of the store, or of a disk."""

    prefix: str

    manifest = _File(MANIFEST)

    def table(self, name: str) -> str:
        """The Parquet file ``name``."""
        return f"{self.prefix}/{name}.parquet"


class Standardised(StoreFolder):
    """One read of a source in canonical form; ``table`` gives a canonical table."""

    keys = _File("keys.parquet")
    quarantine = _File("quarantine.parquet")
    problems = _File("problems.parquet")
    skipped = _File("skipped.parquet")


class LinkedFiles(StoreFolder):
    """What the linkage of a run leaves."""

    entities = _File("entities.parquet")
    links = _File("links.parquet")
    aliases = _File("aliases.parquet")
    successions = _File("successions.parquet")
    decisions = _File("decisions.parquet")
    model = _File("model.json")
    report = _File("report.json")
    state = _File("state")
    """The folder a run after this one starts from."""
    villages = _File("villages")

    def village(self, name: str) -> str:
        """What is known of the run's village labels: ``meaning``, ``names`` or ``unlisted``."""
        return f"{self.villages}/{name}.parquet"


class Linking(StoreFolder):
    """What the tasks of a linkage cut into shards hand to each other."""

    stage = _File("stage")
    compared = _File("stage/compare")
    """The part of the stage a shard needs."""

    def pairs(self, shard: int, shards: int) -> str:
        """The compared pairs of one shard."""
        return f"{self.prefix}/pairs/{shard_name(shard, shards)}.parquet"


class Published(StoreFolder):
    """A run's publication."""

    data = _File("data")
    links = _File("data/links.parquet")
    entities = _File("data/entities.parquet")
    discrepancies = _File("data/discrepancies.parquet")
    quality = _File("data/quality.parquet")
    report = _File("report")
    page = _File("report/index.html")
    worklists = _File("worklists")

    def data_file(self, name: str) -> str:
        """A data file by its name."""
        return f"{self.data}/{name}"

    def report_file(self, name: str) -> str:
        """A file of the report by its name."""
        return f"{self.report}/{name}"

    def worklist(self, commune: str) -> str:
        """The book of a commune."""
        return f"{self.worklists}/{file_stem(commune)}.xlsx"


@dataclass(frozen=True)
class RunFiles:
    """Where the files of a run lie: ``RunFiles(run).linked.entities``, ``.published.links``, ``.compared_by(batch)``.

    >>> RunFiles("68-2026-11-15-001").linked.entities
    'runs/68-2026-11-15-001/linked/entities.parquet'
    """

    run: str
    root: str = ""

    @classmethod
    def under(cls, root: Path, run: str) -> RunFiles:
        """The same below a folder of a disk."""
        return cls(run, f"{root.as_posix().rstrip('/')}/")

    @property
    def folder(self) -> str:
        """What the run computed."""
        return f"{self.root}{_RUNS}/{self.run}"

    @property
    def linked(self) -> LinkedFiles:
        """What its linkage left."""
        return LinkedFiles(f"{self.folder}/linked")

    @property
    def linking(self) -> Linking:
        """What the tasks of its linkage handed to each other."""
        return Linking(f"{self.folder}/linking")

    @property
    def compared(self) -> str:
        """The discrepancies found, by batch of communes."""
        return f"{self.folder}/compared"

    def compared_by(self, batch: str) -> str:
        """The discrepancies of one batch."""
        return f"{self.compared}/{batch}.parquet"

    @property
    def published(self) -> Published:
        """Its publication."""
        return Published(f"{self.root}{_PUBLISHED}/{self.run}")


def shard_name(shard: int, shards: int) -> str:
    """One of the parts a linkage is cut into, in names of files and steps."""
    return f"{shard:05d}-of-{shards:05d}"


def landed(source: str, day: str, digest: str) -> StoreFolder:
    """The raw bytes of one read."""
    return StoreFolder(f"{_LANDING}/{source}/{day}/{digest}")


def standardised(source: str, digest: str) -> Standardised:
    """One read in canonical form."""
    return Standardised(f"{_STANDARDISED}/{source}/{digest}")


def quality(ingest: str, source: str, read: str) -> str:
    """Results of the expectations over ``read`` (the prefix of its canonical form); another content has another."""
    return f"{quality_of_ingest(ingest)}/{source}/{read.rpartition('/')[2]}"


def quality_of_ingest(ingest: str) -> str:
    """Results of the expectations over what one ingest read."""
    return f"{_QUALITY}/{ingest}"


def kept_model(content_hash: str) -> str:
    """A linkage model that another has replaced."""
    return f"{_STATE}/models/{content_hash}.json"
