"""A source's configuration as frozen objects.

Invariant: an object of this module has been checked for shape (types, unknown keys); `doisoat.sources.check` has
checked it against the registers' schema. Nothing here touches a file or a network.
"""

from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from doisoat.sources.limits import Limits
from doisoat.sources.patterns import Claim, claim

Format = Literal["xlsx", "csv", "parquet", "sql", "json"]
AsOfFrom = Literal["config", "column", "file_name", "file_modified"]
"""What says the day a source speaks of: its configuration, each row, or its files."""
Origin = Literal["column", "sheet_title", "file_name", "constant"]


class Strict(BaseModel):
    """Immutable, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def day(value: Any) -> str:
    """A day of a configuration as text; raises ValueError when it is none."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("a day such as 2026-11-15") from None


class Folder(Strict):
    """Files in a folder of this machine or of a mounted share."""

    kind: Literal["folder"] = "folder"
    path: Path


class Sql(Strict):
    """A database SQLAlchemy can reach."""

    kind: Literal["sql"] = "sql"
    url: str = Field(repr=False)


class S3(Strict):
    """A bucket of an S3-compatible store."""

    kind: Literal["s3"] = "s3"
    bucket: str
    prefix: str = ""
    endpoint_url: str | None = None
    region: str = "us-east-1"
    access_key: str | None = Field(default=None, repr=False)
    secret_key: str | None = Field(default=None, repr=False)


class Http(Strict):
    """A web service that hands out JSON pages."""

    kind: Literal["http"] = "http"
    url: str
    token: str | None = Field(default=None, repr=False)
    timeout_seconds: float = 30.0
    attempts: int = 4


Connection = Folder | Sql | S3 | Http


class Location(Strict):
    """Where the rows are: files by pattern (``except``: patterns of those left out), a database, or a paged service."""

    connection: str
    path: str = ""
    except_: tuple[str, ...] = Field(default=(), alias="except")
    page_param: str = "page"
    size_param: str | None = None
    size: int = 1000
    first_page: int = 1
    items: str = "items"
    total: str | None = None

    @field_validator("except_", mode="before")
    @classmethod
    def _single(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class ColumnRule(Strict):
    """How one source column becomes one canonical field.

    Args:
        field: canonical field it feeds.
        parser: normaliser to use in place of the field's own kind.
        map: source value → canonical value, compared after folding; values not listed go through the normaliser.
        optional: the column may be absent.
    """

    field: str
    parser: str | None = None
    map: dict[str, str | None] | None = None
    optional: bool = False

    @field_validator("map", mode="before")
    @classmethod
    def _text_keys(cls, value: Any) -> Any:
        return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value


def _several(patterns: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return patterns if isinstance(patterns, tuple) else (patterns,) if patterns else ()


class From(Strict):
    """Which physical table of the source: sheets, files, a database table or a query.

    Patterns of sheets and files match whatever the case; one that begins with ``!`` leaves out what it matches.
    """

    sheets: str | tuple[str, ...] | None = None
    files: str | tuple[str, ...] | None = None
    table: str | None = None
    query: str | None = None

    @property
    def name(self) -> str:
        """Short name of the physical table for manifests and messages."""
        if self.table:
            return self.table
        if self.query:
            return "query"
        return ", ".join(_several(self.files)) or "rows"

    def claim_file(self, name: str) -> Claim:
        """What the patterns say of a landed file, by its path or its last part."""
        wanted = _several(self.files)
        claims = {claim(name, wanted), claim(name.rsplit("/", 1)[-1], wanted)}
        return next(item for item in (Claim.EXCLUDED, Claim.NAMED, Claim.TAKEN, Claim.UNCLAIMED) if item in claims)

    def claim_sheet(self, name: str) -> Claim:
        """What the patterns say of a sheet."""
        return claim(name, _several(self.sheets))


class TableRule(Strict):
    """How one canonical table is filled from one physical table."""

    origin: From = Field(default=From(), alias="from")
    key: tuple[str, ...] = ()
    columns: dict[str, ColumnRule]
    required: tuple[str, ...] = ()
    defaults: dict[str, str] = {}

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {str(name): {"field": rule} if isinstance(rule, str) else rule for name, rule in value.items()}

    @field_validator("key", "required", mode="before")
    @classmethod
    def _single(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class UnitRule(Strict):
    """How a row's unit is known, and the date its codes and names belong to when the source declares one.

    Args:
        origin: a column; the lines above the heading and the sheet's name; the file's name; or always ``value``.
        value: the constant, or a pattern (regular expression, first group) for what the lines or the file's name say of
            the unit. Without a pattern the gazetteer finds the unit in all of them.
        as_of: date the codes and names belong to.
    """

    origin: Origin = Field(default="column", alias="from")
    value: str | None = None
    as_of: str | None = None

    @field_validator("as_of", "value", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return None if value is None else str(value)


class VillageRule(UnitRule):
    """The same for the village, and whether its labels are those from before the villages were renamed.

    ``labels``: ``old`` or ``new`` when the source says so of all its villages, ``auto`` when it says nothing.
    ``old_of``: villages of which it goes on writing old labels: codes of former communes, or labels. All others are
    then written with today's, unless ``labels`` says otherwise.
    """

    labels: Literal["auto", "old", "new"] = "auto"
    old_of: tuple[str, ...] = ()

    @field_validator("old_of", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.as_of and (self.labels != "auto" or self.old_of):
            raise ValueError("as_of dates all labels: leave out labels and old_of, or as_of")
        if self.labels == "old" and self.old_of:
            raise ValueError("labels: old means all villages: leave out old_of")
        return self


class Covers(Strict):
    """What the source is meant to hold; absent = everything."""

    units: tuple[str, ...] | None = None
    scheme: tuple[str, ...] | None = None


class Volume(Strict):
    """Number of rows to expect."""

    min: int | None = None
    max: int | None = None


AS_OF_FORMS = "as_of: a date YYYY-MM-DD, file_name, file_modified or {column: NAME}"
FILE_FORMATS = ("xlsx", "csv", "parquet")


def _with_day(tables: Any, column: str) -> Any:
    """The tables with a column mapped to `as_of`; a file may lack it in one table as long as another has it."""
    if not isinstance(tables, dict):
        return tables
    found = {}
    for name, rule in tables.items():
        if isinstance(rule, dict) and isinstance(columns := rule.get("columns"), dict):
            if column in columns:
                raise ValueError(f"as_of: column {column} is mapped to another field already")
            rule = {**rule, "columns": columns | {column: {"field": "as_of", "optional": True}}}
        found[name] = rule
    return found


class Source(Strict):
    """One register at one level from one owner.

    ``as_of`` is written as a date, ``file_name``, ``file_modified`` or ``{column: NAME}``; read, it is the date alone
    (None where files or rows say it) and ``as_of_from`` says which of the four it was.
    """

    source_id: str
    register_name: str = Field(alias="register")
    level: Literal["central", "province", "commune"]
    owner: str
    title: str = ""
    as_of: str | None = None
    as_of_from: AsOfFrom = "config"
    location: Location
    format: Format
    encoding: str = "auto"
    covers: Covers = Covers()
    unit: UnitRule = UnitRule()
    village: VillageRule = VillageRule()
    volume: Volume = Volume()
    limits: Limits = Limits()
    tables: dict[str, TableRule]

    @field_validator("format", mode="before")
    @classmethod
    def _workbook(cls, value: Any) -> Any:
        """All kinds of workbooks are one format: the reader tells them apart by their content."""
        return "xlsx" if value in ("xls", "xlsm", "xlsb", "ods") else value

    @model_validator(mode="before")
    @classmethod
    def _one_location(cls, data: Any) -> Any:
        """`sql:` and `http:` are other spellings of `location:`, beside it or inside it."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        for name in ("sql", "http"):
            if name in data:
                data.setdefault("location", data.pop(name))
        place = data.get("location")
        if isinstance(place, dict):
            for name in ("sql", "http"):
                if isinstance(place.get(name), dict):
                    data["location"] = place[name]
        return data

    @model_validator(mode="before")
    @classmethod
    def _as_of_forms(cls, data: Any) -> Any:
        """The four ways to write `as_of`; a column is mapped to the field `as_of` in every table that has it."""
        if not isinstance(data, dict) or "as_of_from" in data:
            return data
        data = dict(data)
        written = data.get("as_of")
        if written is None:
            raise ValueError(AS_OF_FORMS)
        if isinstance(written, dict):
            if list(written) != ["column"] or not isinstance(written["column"], str):
                raise ValueError(AS_OF_FORMS)
            data |= {"as_of": None, "as_of_from": "column", "tables": _with_day(data.get("tables"), written["column"])}
        elif written in ("file_name", "file_modified"):
            data |= {"as_of": None, "as_of_from": written}
        return data

    @field_validator("as_of", mode="before")
    @classmethod
    def _date_text(cls, value: Any) -> Any:
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise ValueError(AS_OF_FORMS) from None

    @model_validator(mode="after")
    def _day_of_files(self) -> Self:
        if self.as_of_from.startswith("file") and self.format not in FILE_FORMATS:
            raise ValueError(f"as_of: {self.as_of_from} needs files; {self.format} has none")
        return self

    def groups(self) -> dict[From, dict[str, TableRule]]:
        """Physical table → the canonical tables it feeds, both in the order of the file."""
        groups: dict[From, dict[str, TableRule]] = {}
        for name, rule in self.tables.items():
            groups.setdefault(rule.origin, {})[name] = rule
        return groups


class Thresholds(Strict):
    """Shares of rows at which a run warns or stops."""

    quarantine_share: float = 0.05
    quality_warn: float = 0.05
    quality_stop: float = 0.5


class Detect(Strict):
    """Tolerances of the detectors."""

    area_tolerance_m2: float = 0.5
