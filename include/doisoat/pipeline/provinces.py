"""Which provinces and communes are configured: the one place that turns a name from outside into a configuration.

Invariant: a name is looked up among what is configured and never becomes part of a path. Whatever a form, an event, a
request or a command line says (a folder's path, ``..``, a look-alike digit), no file is opened for a name that is not
one of these.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doisoat.pipeline.errors import PipelineError

HEAD = "doisoat.yaml"
_CODE = re.compile(r"[0-9]{2}")
_COMMUNE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True)
class Province:
    """A configured province: its code, its configuration folder and its communes' codes."""

    code: str
    folder: Path
    communes: frozenset[str]


def is_commune_code(name: object) -> bool:
    """Whether a name has the form of a commune's code (five ASCII digits)."""
    return isinstance(name, str) and _COMMUNE.fullmatch(name) is not None


def folders(base: Path) -> dict[str, Path]:
    """The provinces' folders below ``base`` by code, whatever is in their doisoat.yaml; empty when ``base`` is one
    province's own configuration, or nothing.

    Raises:
        PipelineError: RUN-AMBIGUOUS when ``base`` has a doisoat.yaml of its own beside such folders: the data of one
            province would lie where those of all do.
    """
    if not base.is_dir():
        return {}
    found = {
        entry.name: Path(entry.path)
        for entry in sorted(os.scandir(base), key=lambda entry: entry.name)
        if _CODE.fullmatch(entry.name) and (Path(entry.path) / HEAD).is_file()
    }
    if found and (base / HEAD).exists():
        raise PipelineError("RUN-AMBIGUOUS", config=base, known=", ".join(found))
    return found


def configured(base: Path) -> dict[str, Province]:
    """The provinces below ``base`` by code: ``base`` itself, or one folder a province, called by its code.

    A folder whose doisoat.yaml names another province, or cannot be read, is none.

    Raises:
        PipelineError: RUN-AMBIGUOUS, see ``folders``.
    """
    found: dict[str, Province] = {}
    below = folders(base)
    for folder in below.values() if below else [base]:
        try:
            head = read_head(folder)
        except (OSError, ValueError):
            continue
        code, units = str(head.get("province", "")), head.get("units")
        if _CODE.fullmatch(code) and (folder == base or folder.name == code):
            communes = frozenset(map(str, units)) if isinstance(units, list) else frozenset[str]()
            found.setdefault(code, Province(code, folder, communes))
    return found


def find(base: Path, name: object) -> Province | None:
    """The province called ``name``, or None."""
    return configured(base).get(name) if isinstance(name, str) and _CODE.fullmatch(name) else None


def of_commune(base: Path, name: object) -> Province | None:
    """The province one of whose communes has the code ``name``, or None."""
    if not is_commune_code(name):
        return None
    return next((item for item in configured(base).values() if name in item.communes), None)


def read_head(folder: Path) -> dict[str, Any]:
    """doisoat.yaml of a configuration folder; raises OSError, or ValueError when it is not a mapping."""
    try:
        found = yaml.safe_load((folder / HEAD).read_text(encoding="utf-8-sig"))
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("doisoat.yaml is not a mapping")
    return found
