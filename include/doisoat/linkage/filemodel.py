"""The model file of ``doisoat link``: which columns of two person files are compared, and how.

Example (the FEBRL test files; ``models/febrl.yaml`` holds it whole)::

    key: rec_id
    fields:
      - {name: name, compare: name, columns: [surname, given_name]}
      - {name: born, compare: date, columns: date_of_birth}
      - {name: number, compare: id, columns: soc_sec_id}
      - {name: postcode, compare: code, columns: postcode}
      - {name: street, compare: text, columns: [street_number, address_1]}
    blocks: [[number], [name, born:year], [born], [postcode, name:last]]

``columns`` may be ``{a: …, b: …}`` where the two files name a column differently; ``first_of`` takes the first of
several columns a file has; ``optional: true`` leaves the field out where a file has none of its columns.
``compare``: name (words, surname first), text, date, id, code (short code: postcode, house number), equal (a category),
any_of (candidates joined by ``|``: agreement when one is shared).
``household`` (columns naming the household within a file) makes relatives a class of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from doisoat.errors import DoisoatError

__all__ = ["COMPARE", "FileField", "FileModel", "load_file_model", "shipped_models"]

COMPARE = ("name", "text", "date", "id", "code", "equal", "any_of")
_MODELS = Path(__file__).parent / "models"
_KEYS = {"title", "key", "fields", "blocks", "household", "link_bits", "review_bits", "one_to_one", "block_cap"}
_FIELD_KEYS = {"name", "compare", "columns", "first_of", "optional"}


@dataclass(frozen=True)
class FileField:
    """One compared field and its columns in file a and in file b (joined by a blank, or the first that exists)."""

    name: str
    compare: str
    columns: tuple[tuple[str, ...], tuple[str, ...]]
    first_of: bool = False
    optional: bool = False


@dataclass(frozen=True)
class FileModel:
    """A whole model file."""

    name: str
    key: tuple[str, str]
    fields: tuple[FileField, ...]
    blocks: tuple[tuple[str, ...], ...]
    household: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    link_bits: float = 3.0
    review_bits: float = -4.0
    one_to_one: bool = True
    block_cap: int = 200
    titles: dict[str, str] = field(default_factory=dict)


def shipped_models() -> tuple[str, ...]:
    """Names of the models that come with the library; usable instead of a path."""
    return tuple(sorted(p.stem for p in _MODELS.glob("*.yaml")))


def _sides(value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def names(v: Any) -> tuple[str, ...]:
        found = [v] if isinstance(v, str) else v
        if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
            raise ValueError(f"{v!r} is not a column name or a list of them")
        return tuple(found)

    if isinstance(value, dict):
        if set(value) != {"a", "b"}:
            raise ValueError("columns by file need exactly the entries a and b")
        return names(value["a"]), names(value["b"])
    return names(value), names(value)


def _field(raw: Any) -> FileField:
    if not isinstance(raw, dict) or not set(raw) <= _FIELD_KEYS or not {"name", "compare"} <= set(raw):
        raise ValueError(f"a field needs name, compare and columns (or first_of); got {sorted(map(str, raw))}")
    if ("columns" in raw) == ("first_of" in raw):
        raise ValueError(f"field {raw['name']}: give either columns or first_of")
    if raw["compare"] not in COMPARE:
        raise ValueError(f"field {raw['name']}: compare must be one of {', '.join(COMPARE)}")
    columns = _sides(raw.get("columns", raw.get("first_of")))
    return FileField(str(raw["name"]), raw["compare"], columns, "first_of" in raw, bool(raw.get("optional", False)))


def load_file_model(which: str | Path) -> FileModel:
    """Read a model file, or a shipped model by name; raises DoisoatError LINK-MODEL saying what is wrong in it."""
    path = Path(which)
    if not path.exists() and str(which) in shipped_models():
        path = _MODELS / f"{which}.yaml"
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(body, dict) or not {"key", "fields"} <= set(body):
            raise ValueError("needs at least key and fields")
        if unknown := set(body) - _KEYS:
            raise ValueError(f"unknown entries {sorted(map(str, unknown))}")
        key = _sides(body["key"])
        fields = tuple(_field(raw) for raw in body["fields"])
        blocks = tuple(_sides(block)[0] for block in body.get("blocks") or _default_blocks(fields))
        known = {f.name for f in fields}
        if len(known) != len(fields):
            raise ValueError("two fields have one name")
        if wrong := {part.split(":")[0] for block in blocks for part in block} - known:
            raise ValueError(f"blocks name unknown fields {sorted(wrong)}")
        return FileModel(
            name=path.name,
            key=(key[0][0], key[1][0]),
            fields=fields,
            blocks=blocks,
            household=_sides(body["household"]) if body.get("household") else ((), ()),
            link_bits=float(body.get("link_bits", 3.0)),
            review_bits=float(body.get("review_bits", -4.0)),
            one_to_one=bool(body.get("one_to_one", True)),
            block_cap=int(body.get("block_cap", 200)),
        )
    except (OSError, ValueError, TypeError, IndexError, yaml.YAMLError) as error:
        reason = "no such file or shipped model" if isinstance(error, OSError) else " ".join(str(error).split())
        raise DoisoatError("LINK-MODEL", file=path.name, reason=reason) from error


def _default_blocks(fields: tuple[FileField, ...]) -> list[list[str]]:
    """Numbers alone; name with birth year, given name with date, name with each place-like field."""
    ids = [[f.name] for f in fields if f.compare == "id"]
    names = [f.name for f in fields if f.compare == "name"] or [f.name for f in fields if f.compare == "text"][:2]
    dates = [f.name for f in fields if f.compare == "date"]
    places = [f.name for f in fields if f.compare in ("code", "any_of")]
    blocks = [*ids]
    blocks += [[n, f"{d}:year"] for n in names for d in dates] + [[f"{n}:last", d] for n in names for d in dates]
    blocks += [[n, p] for n in names for p in places] + [[f"{n}:first", d] for n in names for d in dates]
    return blocks or [[names[0]]]
