"""The model file of ``doisoat link``: which columns of two person files are compared, and how.

Example (the FEBRL test files; ``models/febrl.yaml`` holds it whole)::

    key: rec_id
    fields:
      - {name: name, compare: name, columns: [surname, given_name]}
      - {name: born, compare: date, columns: date_of_birth}
      - {name: number, compare: id, columns: soc_sec_id, optional: true}
      - {name: postcode, compare: code, columns: postcode, joint: address}
      - {name: street, compare: text, columns: address_1, joint: address}

Only ``key`` and ``fields`` are needed. ``docs/linkage-models.md`` says what each entry means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.errors import DoisoatError

__all__ = ["COMPARE", "PARTS", "FileField", "FileModel", "load_file_model", "shipped_models"]

COMPARE: Mapping[str, str] = {
    "name": "a person's name, or one part of it: words, surname first; every given name or middle word may differ",
    "text": "a street, a farm, an occupation: similar spelling counts",
    "date": "a date of any precision; a bare year is a partial date; placeholders (1900-01-01) are recognised",
    "year": "a year of birth; close years count",
    "age": "an age in full years; with `at`, the year each file speaks of, it is turned into a year of birth",
    "number": "a quantity; compared by relative difference",
    "id": "a personal number: unique, except for slips",
    "code": "a short code: postcode, house number",
    "equal": "a category: sex, ethnicity",
    "any_of": "candidates joined by `|`: agreement when one is shared",
}
PARTS: Mapping[str, str] = {
    "year": "the year of a date",
    "near": "the year of a date, give or take two",
    "day": "month and day of a date",
    "first": "the first word",
    "last": "the last word",
    "words": "the words in any order",
    "start": "the first three characters",
    "sound": "the consonants of each word, roughly as they sound",
}
_MODELS = Path(__file__).parents[1] / "models"
_KEYS = {
    "title",
    "key",
    "fields",
    "blocks",
    "household",
    "precision",
    "review_share",
    "link_bits",
    "review_bits",
    "one_to_one",
    "block_cap",
}
_FIELD_KEYS = {"name", "compare", "columns", "first_of", "optional", "joint", "at"}
Columns = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class FileField:
    """One compared field and its columns in file a and in file b (joined by a blank, or the first both files have)."""

    name: str
    compare: str
    columns: Columns
    first_of: bool = False
    optional: bool = False
    joint: str = ""
    at: tuple[int, int] | None = None


@dataclass(frozen=True)
class FileModel:
    """A whole model file."""

    name: str
    key: tuple[str, str]
    fields: tuple[FileField, ...]
    blocks: tuple[tuple[str, ...], ...]
    household: Columns = ((), ())
    precision: float = 0.9995
    review_share: float = 0.01
    link_bits: float | None = None
    review_bits: float | None = None
    one_to_one: bool = True
    block_cap: int = 200


def shipped_models() -> tuple[str, ...]:
    """Names of the models that come with the library; usable instead of a path."""
    return tuple(sorted(p.stem for p in _MODELS.glob("*.yaml")))


def _sides(value: Any) -> Columns:
    def names(v: Any) -> tuple[str, ...]:
        found = [v] if isinstance(v, str) else v
        if not isinstance(found, list) or not found or not all(isinstance(x, str) for x in found):
            raise ValueError(f"{v!r} is not a column name or a list of them")
        return tuple(found)

    if isinstance(value, dict):
        if set(value) != {"a", "b"}:
            raise ValueError("columns by file need exactly the entries a and b")
        return names(value["a"]), names(value["b"])
    return names(value), names(value)


def _field(raw: Any) -> FileField:
    if not isinstance(raw, dict) or not {"name", "compare"} <= set(raw):
        raise ValueError("each of fields needs name, compare and columns (or first_of)")
    name = str(raw["name"])
    if unknown := set(raw) - _FIELD_KEYS:
        raise ValueError(f"field {name}: unknown entries {sorted(map(str, unknown))}")
    if ("columns" in raw) == ("first_of" in raw):
        raise ValueError(f"field {name}: give either columns or first_of")
    if raw["compare"] not in COMPARE:
        raise ValueError(f"field {name}: compare {raw['compare']} is unknown; it must be one of {', '.join(COMPARE)}")
    at = raw.get("at")
    if at is not None:
        if raw["compare"] != "age":
            raise ValueError(f"field {name}: at goes with compare age only")
        at = (int(at["a"]), int(at["b"])) if isinstance(at, dict) else (int(at), int(at))
    columns = _sides(raw.get("columns", raw.get("first_of")))
    joint = str(raw.get("joint", ""))
    return FileField(name, raw["compare"], columns, "first_of" in raw, bool(raw.get("optional", False)), joint, at)


def _blocks(body: dict[str, Any], fields: tuple[FileField, ...]) -> tuple[tuple[str, ...], ...]:
    known = {f.name for f in fields}
    if len(known) != len(fields):
        raise ValueError("two fields have one name")
    blocks = tuple(_sides(block)[0] for block in body.get("blocks") or ())
    for block in blocks:
        for piece in block:
            name, _, part = piece.partition(":")
            if name not in known:
                raise ValueError(f"blocks name an unknown field {name}")
            if part and part not in PARTS:
                raise ValueError(f"blocks name an unknown part {part} of {name}; it must be one of {', '.join(PARTS)}")
    return blocks


def _share(body: dict[str, Any], entry: str, default: float) -> float:
    value = float(body.get(entry, default))
    if not 0 <= value <= 1:
        raise ValueError(f"{entry} must lie between 0 and 1")
    return value


def _model(name: str, body: Any) -> FileModel:
    if not isinstance(body, dict) or not {"key", "fields"} <= set(body):
        raise ValueError("needs at least key and fields")
    if unknown := set(body) - _KEYS:
        raise ValueError(f"unknown entries {sorted(map(str, unknown))}")
    if not isinstance(body["fields"], list) or not body["fields"]:
        raise ValueError("fields must be a list of fields")
    key = _sides(body["key"])
    fields = tuple(_field(raw) for raw in body["fields"])
    return FileModel(
        name=name,
        key=(key[0][0], key[1][0]),
        fields=fields,
        blocks=_blocks(body, fields),
        household=_sides(body["household"]) if body.get("household") else ((), ()),
        precision=_share(body, "precision", 0.9995),
        review_share=_share(body, "review_share", 0.01),
        link_bits=None if body.get("link_bits") is None else float(body["link_bits"]),
        review_bits=None if body.get("review_bits") is None else float(body["review_bits"]),
        one_to_one=bool(body.get("one_to_one", True)),
        block_cap=max(int(body.get("block_cap", 200)), 2),
    )


def load_file_model(which: str | Path) -> FileModel:
    """Read a model file, or a shipped model by name; raises DoisoatError LINK-MODEL saying what is wrong in it."""
    import yaml

    path = Path(which)
    if not path.exists() and str(which) in shipped_models():
        path = _MODELS / f"{which}.yaml"
    try:
        return _model(path.name, yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, IndexError, yaml.YAMLError) as error:
        reason = "no such file or shipped model" if isinstance(error, OSError) else " ".join(str(error).split())
        if isinstance(error, yaml.YAMLError | UnicodeError):
            reason = "it is no YAML"  # what stands in it is not repeated: it may be a file of people
        raise DoisoatError("LINK-MODEL", file=path.name, reason=reason) from error
