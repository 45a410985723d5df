"""Connections by id: where registers are, kept apart from what they hold.

For each id the first that answers wins: the resolver the caller passes (in a task: Airflow's connection of that id),
the environment variable ``DOISOAT_CONN_<ID>`` (JSON; for containers), the file ``connections.yaml``. ``${NAME}`` in
the file is taken from the environment only when the connection is used, so that a missing password fails the source
that needs it and no other.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import process

from doisoat.sources.errors import ConfigError
from doisoat.sources.model import Connection

Resolver = Callable[[str], Mapping[str, Any] | None]
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ADAPTER: TypeAdapter[Connection] = TypeAdapter(Connection)


def variable(name: str) -> str:
    """Name of the environment variable that overrides connection `name`."""
    return "DOISOAT_CONN_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()


@dataclass(frozen=True)
class Connections:
    """What connections.yaml says, and how to override it.

    Args:
        entries: id → mapping as written in the file.
        base: folder that relative paths start from.
        resolver: asked for an id first; None when it does not know it.
    """

    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    base: Path = Path()
    resolver: Resolver | None = field(default=None, repr=False)

    def with_resolver(self, resolver: Resolver | None) -> "Connections":
        """The same connections, asking `resolver` first."""
        return Connections(self.entries, self.base, resolver)

    def get(self, name: str, file: str = "connections.yaml") -> Connection:
        """Return connection `name`, complete and ready to use.

        Args:
            name: the connection's id.
            file: configuration file that asked for it, for the message.

        Raises:
            ConfigError: it is declared nowhere, a variable it needs is not set, or it is malformed.
        """
        entry = self._elsewhere(name)
        if entry is None and name in self.entries:
            # Only the file speaks of the environment: a password from elsewhere is taken as it stands.
            entry = {key: _fill(value, name) for key, value in self.entries[name].items()}
        if entry is None:
            near = process.extractOne(name, list(self.entries), score_cutoff=60)
            raise ConfigError(
                "CFG-CONNECTION", name=name, file=file, nearest=near[0] if near else "–", variable=variable(name)
            )
        filled = dict(entry)
        if filled.get("kind") == "folder" and "path" in filled:
            filled["path"] = (self.base / str(filled["path"])).resolve()
        if filled.get("kind") == "sql" and isinstance(filled.get("url"), str):
            filled["url"] = _absolute_sqlite(filled["url"], self.base)
        try:
            return _ADAPTER.validate_python(filled)
        except ValidationError as error:
            # Only the place is named: the input may be a password.
            where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ConfigError("CFG-VALUE", file=file, where=f"{name}.{where}", problem="kind/keys")

    def _elsewhere(self, name: str) -> Mapping[str, Any] | None:
        """The entry from anywhere but the file."""
        if self.resolver is not None:
            found = self.resolver(name)
            if found is not None:
                return found
        override = os.environ.get(variable(name))
        if override:
            try:
                parsed = json.loads(override)
            except ValueError:
                parsed = None
            if not isinstance(parsed, dict):
                raise ConfigError("CFG-VALUE", file=variable(name), where=name, problem="JSON")
            return parsed
        return None


def _fill(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        return value

    def one(match: re.Match[str]) -> str:
        found = os.environ.get(match.group(1))
        if found is None:
            raise ConfigError("CFG-ENV", name=name, variable=match.group(1))
        return found

    return _PLACEHOLDER.sub(one, value)


def _absolute_sqlite(url: str, base: Path) -> str:
    """`sqlite:///relative.db` counts from the configuration's folder, whatever the working directory."""
    scheme, separator, path = url.partition(":///")
    if not separator or not scheme.startswith("sqlite") or not path or path.startswith((":memory:", "/", "file:")):
        return url
    return f"{scheme}:///{(base / path).resolve()}"
