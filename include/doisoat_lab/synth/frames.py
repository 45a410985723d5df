"""What the generator hands to whoever writes the sources in their real formats.

The generator works a commune at a time, so that a province of millions streams through a small memory. One `Chunk`
holds, for each source that has rows about that commune's people or land, the rows as that source *holds* them: faults
are already in the values, the format (headings, legacy encoding, merged cells) is not.

A frame of a `SourcePart` has the canonical fields of its table (see `CANONICAL`) and these columns of truth:

- `_record`: int64, unique within the source and table over all chunks;
- `_entity_kind`, `_entity_id`: whom or what the row is about in truth;
- `_key`: the record key the pipeline will give the row (`member:<household_no>/<seq>`, `right:<parcel_key>/<seq>`,
  `certificate:<parcel_key>/<serial>` for dependent rows), null where the source has no natural key;
- `_seq`: int32, the row's number within its household or parcel (1-based), 0 for primary tables;
- `_garbage`: null, or one of `GARBAGE`: the writer renders such a row unreadable, so that it ends in quarantine;
- `_fault`: null, or the faults put into the row, `fault:field` joined by ";";
- `_meant`: id of the village its writer meant, null in tables without one.

A commune's population source that has `_key` is the CSV export; without it, the .xlsx books. `parcel_key` is filled
even where the source has no natural key (the cadastral books), to join parcels, rights and certificates: it is not
shown there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from doisoat.registers import TABLES
from doisoat_lab.synth.unkind import KIND, Unkind

#: Canonical fields of each table, in the order of the registers' definition.
CANONICAL: dict[str, list[str]] = {name: list(table.names()) for name, table in TABLES.items()}

#: The columns of truth every frame carries beside the canonical fields.
TRUTH_COLUMNS = ["_record", "_entity_kind", "_entity_id", "_key", "_seq", "_garbage", "_fault", "_meant"]

#: How a garbage row is to be rendered.
GARBAGE = {
    "blank_identity": "the required cells (name or map sheet, and every identifier) empty or dashes",
    "blank_key": "the source's own key empty (only in sources that have one)",
}


@dataclass(frozen=True)
class SynthSpec:
    """What to generate: current unit codes, the province's code, how many people, the seed, the day it is seen from,
    the unkind habits it has."""

    units: tuple[str, ...]
    province: str
    people: int
    seed: int
    as_of: str = "2026-11-15"
    unkind: Unkind = KIND


@dataclass(frozen=True)
class SourcePart:
    """The rows one chunk contributes to one source.

    `covers` is that of the whole source, the same in every chunk: `units` (current codes), and `scheme` when the
    source is meant to hold only some schemes. `unit_as_of` and `village_as_of` are what the *source* declares about its
    unit codes and village labels; None where it says nothing (a row may still say so in its own `unit_as_of`).
    `removed` logs the rows this source should hold and does not: columns table, entity_id. `encoding`: a legacy one in
    which the text of this batch was left, None as a rule.
    """

    source_id: str
    register: str
    level: str
    owner: str
    unit_as_of: str | None
    village_as_of: str | None
    covers: dict[str, list[str]]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    removed: pd.DataFrame | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Chunk:
    """Everything generated about one current commune.

    `successions` (change: split or merge, parent, child): parcels that others were made of, by true entity.
    """

    commune: str
    parts: list[SourcePart]
    successions: pd.DataFrame | None = None
