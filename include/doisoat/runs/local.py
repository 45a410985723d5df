"""Finding the files of a run: in a store by its id, or on disk by whatever folder somebody names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import DoisoatError
from doisoat.registers.messages import Message, register_messages
from doisoat.runs.files import CURRENT, Published, RunFiles
from doisoat.store import ObjectStore

__all__ = ["RunData", "current_run", "find_run", "if_kept", "publication", "published_data", "run_in_store"]

register_messages(
    {
        "LINK-RUN": Message(
            vi="Thư mục {path} không có lần chạy nào đã công bố.",
            en="Folder {path} holds no published run.",
        )
    }
)


@dataclass(frozen=True)
class RunData:
    """Local files of a published run: links and entities, and what its linkage used where that is kept.

    Attributes:
        links: links.parquet.
        entities: entities.parquet.
        decisions: the decisions it applied.
        model: the model it used.
        run: its id, where it is known.
    """

    links: Path
    entities: Path
    decisions: Path | None = None
    model: Path | None = None
    run: str = ""

    @property
    def folder(self) -> Path:
        """The folder of its data files."""
        return self.links.parent


def publication(folder: Path) -> tuple[Published, RunFiles] | None:
    """The published run meant by ``folder`` on disk, and where else its files lie; None when there is none.

    Args:
        folder: an output folder of ``doisoat run``, or its folder of publications (the newest run is meant then); the
            folder of a published run, or that of its data.
    """
    named = folder.resolve()
    for root in (named, named.parent):
        current = root / CURRENT
        if current.is_file() and named in (root, current.parent):
            files = RunFiles.under(root, _named_by(current.read_bytes()))
            return files.published, files
    for found in (named, named.parent):
        published = Published(found.as_posix())
        data = Path(published.data)
        if data.is_dir() and named in (found, data):
            return published, RunFiles.under(found.parent.parent, found.name)
    return None


def find_run(folder: Path) -> RunData:
    """The files of the published run meant by ``folder`` (see ``publication``).

    Raises:
        DoisoatError: LINK-RUN when there is none.
    """
    found = publication(folder)
    if found is not None:
        published, files = found
        links, entities = _if_file(published.links), _if_file(published.entities)
        if links is not None and entities is not None:
            linked = files.linked
            return RunData(links, entities, _if_file(linked.decisions), _if_file(linked.model), files.run)
    raise DoisoatError("LINK-RUN", path=folder.name)


def _if_file(path: str) -> Path | None:
    return Path(path) if Path(path).is_file() else None


def _named_by(current: bytes) -> str:
    return str(json.loads(current)["run"])


def current_run(store: ObjectStore) -> str | None:
    """The run a store says holds; None before the first."""
    return _named_by(store.get_bytes(CURRENT)) if store.exists(CURRENT) else None


def if_kept(store: ObjectStore, key: str) -> Path | None:
    """Local path of an object, or None when the store has none."""
    return store.local(key) if store.exists(key) else None


def published_data(store: ObjectStore, run: str | None, name: str) -> Path | None:
    """Local path of the data file ``name`` of a published run, or None when there is none."""
    return None if run is None else if_kept(store, RunFiles(run).published.data_file(name))


def run_in_store(store: ObjectStore, run: str) -> RunData | None:
    """The published run ``run`` of a store; None when its data are not kept."""
    files = RunFiles(run)
    links, entities = (if_kept(store, key) for key in (files.published.links, files.published.entities))
    if links is None or entities is None:
        return None
    return RunData(links, entities, if_kept(store, files.linked.decisions), if_kept(store, files.linked.model), run)
