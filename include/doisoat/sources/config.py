"""Read a configuration directory: doisoat.yaml, connections.yaml, sources/*.yaml.

Everything is checked before a run touches a source; the first thing wrong is raised with its file, its place and the
nearest right name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import Field, ValidationError, field_validator

from doisoat.gazetteer.villages import Alias, VillageRegistry
from doisoat.registers import REGISTERS
from doisoat.sources.check import check_old_of, check_source
from doisoat.sources.connections import Connections, Resolver
from doisoat.sources.errors import ConfigError
from doisoat.sources.limits import Limits
from doisoat.sources.model import Detect, Source, Strict, Thresholds, day

__all__ = ["Config", "Connections", "Settings", "Source", "load_config"]

Model = TypeVar("Model", bound=Strict)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Settings(Strict):
    """doisoat.yaml: the province, what is compared, and the thresholds."""

    province: str = Field(pattern="^[0-9]{2}$")
    units: tuple[Annotated[str, Field(pattern="^[0-9]{5}$")], ...] = ()
    as_of: str
    registers: tuple[str, ...] = tuple(REGISTERS)
    batch_size: int = 4
    villages: str = "villages.csv"
    connections: str = "connections.yaml"
    sources_dir: str = "sources"
    thresholds: Thresholds = Thresholds()
    detect: Detect = Detect()
    limits: Limits = Limits()

    @field_validator("as_of", mode="before")
    @classmethod
    def _date_text(cls, value: Any) -> Any:
        return day(value)


@dataclass(frozen=True)
class Config:
    """A checked configuration directory."""

    directory: Path
    settings: Settings
    connections: Connections
    sources: Mapping[str, Source]

    @property
    def villages_path(self) -> Path:
        """The table of dated village aliases (may be absent)."""
        return self.directory / self.settings.villages

    def of_register(self, *registers: str) -> dict[str, Source]:
        """The sources of these registers, by id, sorted."""
        return {name: source for name, source in self.sources.items() if source.register_name in registers}


def load_config(directory: Path | str, resolver: Resolver | None = None) -> Config:
    """Load and check the configuration in `directory`.

    Args:
        directory: folder with doisoat.yaml.
        resolver: asked for a connection before connections.yaml (Airflow's connections, in a DAG).

    Raises:
        ConfigError: a file is missing or not YAML, or a key, name or value in it is not usable.
    """
    directory = Path(directory).resolve()
    head = directory / "doisoat.yaml"
    settings = _model(Settings, _yaml(head), head.name)
    listed = directory / settings.connections
    entries = _yaml(listed) if listed.exists() else {}
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            raise ConfigError("CFG-VALUE", file=listed.name, where=name, problem="mapping")
    sources: dict[str, Source] = {}
    villages: tuple[Alias, ...] = ()
    folder = directory / settings.sources_dir
    if not folder.is_dir():
        raise ConfigError("CFG-MISSING", file=f"{settings.sources_dir}/")
    for path in sorted(folder.glob("*.yaml")):
        file = f"{settings.sources_dir}/{path.name}"
        source = _model(Source, _yaml(path), file)
        check_source(source, file)
        if source.source_id in sources:
            raise ConfigError("CFG-VALUE", file=file, where="source_id", problem="declared twice")
        if source.village.old_of:
            villages = villages or _villages(directory / settings.villages)
            check_old_of(source, villages, settings.villages, file)
        limits = settings.limits.changed_by(source.limits)
        sources[source.source_id] = source.model_copy(update={"limits": limits})
    return Config(directory, settings, Connections(entries, directory, resolver), sources)


def _villages(path: Path) -> tuple[Alias, ...]:
    return VillageRegistry.from_csv(path).aliases if path.is_file() else ()


def _yaml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ConfigError("CFG-MISSING", file=path.name)
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError("CFG-YAML", file=path.name, line=mark.line + 1 if mark else "?") from None
    except (ValueError, RecursionError):  # no UTF-8, a day such as 2026-02-30, brackets without end
        raise ConfigError("CFG-YAML", file=path.name, line="?") from None
    if not isinstance(content, dict):
        raise ConfigError("CFG-YAML", file=path.name, line=1)
    return content


def _model(kind: type[Model], content: dict[str, Any], file: str) -> Model:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "–"
    raise ConfigError("CFG-VALUE", file=file, where=where, problem=first["msg"])
