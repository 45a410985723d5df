"""Writes the truth beside the sources: whom each row is about, what is wrong, and how it got there.

`TruthWriter` takes each chunk with the place where the writer put its rows, and spills what the oracle needs; the
oracle then reads the spilled rows as a whole, out of core.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow.parquet

from doisoat.text.arrow import TextArray, pa, pc
from doisoat_lab.synth.candidates import Meanings
from doisoat_lab.synth.frames import Chunk, SourcePart, SynthSpec
from doisoat_lab.synth.oracle import run_oracle
from doisoat_lab.synth.rng import Array
from doisoat_lab.synth.villages import alias_table

_TEXT = pa.large_string()
Table: TypeAlias = Any
_LINEAGE = ("lineage_file", "lineage_sheet", "lineage_row")

#: What the oracle sees of a row about a person: its own column -> the canonical field (by table).
_PERSON: dict[str, dict[str, str]] = {
    "population": {
        "name": "full_name",
        "born": "date_of_birth",
        "sex": "sex",
        "personal_id": "personal_id",
        "former_id": "former_id",
        "vital": "vital_status",
        "residence": "residence",
        "moved": "moved_to_unit",
        "household_no": "household_no",
        "relation": "relation_to_head",
    },
    "household_member": {
        "name": "full_name",
        "born": "date_of_birth",
        "sex": "sex",
        "personal_id": "personal_id",
        "relation": "relation_to_head",
        "household_no": "household_no",
        "to_on": "to_on",
    },
    "social_insurance": {
        "name": "full_name",
        "born": "date_of_birth",
        "sex": "sex",
        "personal_id": "personal_id",
        "former_id": "former_id",
        "participant_no": "participant_no",
        "scheme": "scheme",
        "status": "status",
    },
    "right": {
        "name": "holder_name",
        "born": "holder_birth_year",
        "personal_id": "holder_personal_id",
        "former_id": "holder_former_id",
        "parcel_key": "parcel_key",
    },
}
_HOLDER = ("source", "register", "level", "tbl", "ref", "eid", "parcel_key")
"""What the oracle sees of a right of an organisation or a community."""
_PERSON_COLUMNS = list(dict.fromkeys(name for columns in _PERSON.values() for name in columns))
_SAME = ("source", "register", "level", "tbl", "ref", "eid")
_PLACE = ("unit_candidates", "unit_status", "village_candidates", "village_status")
_THINGS: dict[str, dict[str, str]] = {
    "household": {"household_no": "household_no"},
    "parcel": {"sheet": "map_sheet_no", "number": "parcel_no", "area": "area_m2", "parcel_key": "parcel_key"},
}


def _column(frame: pd.DataFrame, name: str) -> TextArray:
    array = pa.array(frame[name], from_pandas=True)
    combined = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return combined if name == "area_m2" else combined.cast(_TEXT)


def _without_household(names: TextArray) -> TextArray:
    """Names of holders without "Hộ ông", "Hộ bà", "Hộ" before them: who it is, not what kind of holder."""
    composed = pc.utf8_normalize(names, form="NFC")
    household = pc.match_substring_regex(composed, r"(?i)^\s*hộ\s")
    return pc.if_else(household, pc.replace_substring_regex(composed, r"(?i)^\s*hộ\s+((ông|bà)\s+)?", ""), names)


def _nulls(n: int) -> TextArray:
    return pa.nulls(n, _TEXT)


class TruthWriter:
    """Collects chunks in `out_dir` (the truth folder); `finish` runs the oracle and leaves only the truth files."""

    def __init__(self, out_dir: Path, spec: SynthSpec) -> None:
        self.dir = Path(out_dir)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.spec = spec
        self.spill = self.dir / ".spill"
        shutil.rmtree(self.spill, ignore_errors=True)
        for name in ("person", "thing", "holder", "succession", "faults"):
            (self.spill / name).mkdir(parents=True)
        self.meanings = Meanings(spec)
        self.covers: dict[str, dict[str, Any]] = {}
        self.counts: dict[str, int] = {}
        self._entities: pyarrow.parquet.ParquetWriter | None = None
        self._chunks = 0

    def add(self, chunk: Chunk, lineage: pd.DataFrame) -> None:
        """Take a chunk and where its rows were written.

        `lineage` has source_id, table, _record, lineage_file, lineage_sheet and lineage_row; rows of SQL sources may be
        left out. A record with neither a key nor a lineage raises `ValueError`.
        """
        places = {(s, t): part for (s, t), part in lineage.groupby(["source_id", "table"], sort=False)}
        people, things, holders, faults, entities = [], [], [], [], []
        for part in chunk.parts:
            self.covers[part.source_id] = {"register": part.register, "level": part.level, **part.covers}
            refs = {table: self._refs(part, table, frame, places) for table, frame in part.frames.items()}
            for table, frame in part.frames.items():
                entities.append(self._entity_rows(part, table, frame, refs[table]))
                faults.append(self._fault_rows(part, table, frame, refs[table]["ref"]))
            if part.removed is not None and len(part.removed):
                faults.append(_removed(part))
            people += self._people(part, refs)
            things += self._things(part, refs)
            holders += self._holders(part, refs)
        self._chunks += 1
        # A chunk may have no registers of people, or none of land: the oracle still finds the columns.
        self._write("person", [*people, _no_rows([*_SAME, *_PERSON_COLUMNS, "home", *_PLACE])])
        self._write(
            "thing", [*things, _no_rows([*_SAME, "household_no", "parcel_key", "sheet", "number", "area", *_PLACE])]
        )
        self._write("holder", [*holders, _no_rows(list(_HOLDER))])
        self._write("succession", [_successions(chunk)])
        self._write("faults", faults)
        rows = pa.concat_tables(entities)
        if self._entities is None:
            path = self.dir / "entities.parquet"
            self._entities = pyarrow.parquet.ParquetWriter(path, rows.schema, compression="zstd")
        self._entities.write_table(rows)

    def finish(self, sources_read: Iterable[str] | None = None) -> dict[str, Any]:
        """Run the oracle over the sources that are read (all when None), write the truth, return the manifest."""
        if self._entities is None:
            raise ValueError("no chunk was added")
        self._entities.close()
        read = sorted(self.covers) if sources_read is None else sorted(sources_read)
        kinds = run_oracle(self.spill, self.dir, self.spec, {s: self.covers[s] for s in read if s in self.covers})
        alias_table(self.spec).to_csv(self.dir / "villages.csv", index=False)
        manifest = {
            "units": list(self.spec.units),
            "province": self.spec.province,
            "people": self.spec.people,
            "seed": self.spec.seed,
            "as_of": self.spec.as_of,
            **self._unkind(),
            "rows": dict(sorted(self.counts.items())),
            **kinds,
        }
        (self.dir / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        shutil.rmtree(self.spill)
        return manifest

    def _unkind(self) -> dict[str, Any]:
        asked = self.spec.unkind.asked()
        return {"unkind": asked} if asked else {}

    def _write(self, name: str, tables: list[Table]) -> None:
        if tables:
            pyarrow.parquet.write_table(pa.concat_tables(tables), self.spill / name / f"{self._chunks:06d}.parquet")

    def _refs(
        self, part: SourcePart, table: str, frame: pd.DataFrame, places: dict[Any, pd.DataFrame]
    ) -> dict[str, TextArray]:
        """key, the three lineage columns and `ref` (the key, else file!sheet!row) of each row."""
        n = len(frame)
        self.counts[part.source_id] = self.counts.get(part.source_id, 0) + n
        key = _column(frame, "_key")
        found = places.get((part.source_id, table))
        if found is None:
            if key.null_count and n:
                raise ValueError(f"{part.source_id} {table}: rows without a key and without a lineage")
            return {"key": key, "ref": key, **{name: _nulls(n) for name in _LINEAGE}}
        where = _positions(frame["_record"].to_numpy(), found["_record"].to_numpy())
        columns = {}
        for name in _LINEAGE:
            values = pa.array(found[name], from_pandas=True)
            values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
            values = values.cast(pa.int64()) if name == "lineage_row" else values
            columns[name] = values.cast(_TEXT).take(where)
        blanks = [pc.fill_null(columns[name], "") for name in _LINEAGE]
        written = pc.binary_join_element_wise(*blanks, pa.scalar("!", _TEXT))
        return {"key": key, "ref": pc.coalesce(key, written), **columns}

    def _entity_rows(self, part: SourcePart, table: str, frame: pd.DataFrame, refs: dict[str, TextArray]) -> Table:
        n = len(frame)
        same = {"register": part.register, "level": part.level, "source": part.source_id, "table": table}
        return pa.table(
            {
                **{name: _constant(value, n) for name, value in same.items()},
                "record": refs["key"],
                "lineage_file": refs["lineage_file"],
                "lineage_sheet": refs["lineage_sheet"],
                "lineage_row": refs["lineage_row"].cast(pa.int32()),
                "entity_kind": _column(frame, "_entity_kind"),
                "entity_id": _column(frame, "_entity_id"),
                "readable": pc.is_null(_column(frame, "_garbage")),
            }
        )

    def _fault_rows(self, part: SourcePart, table: str, frame: pd.DataFrame, ref: TextArray) -> Table:
        fault = _column(frame, "_fault")
        has = pc.is_valid(fault)
        n = pc.sum(has).as_py() or 0
        return pa.table(
            {
                "source": _constant(part.source_id, n),
                "table": _constant(table, n),
                "ref": ref.filter(has),
                "entity_id": _column(frame, "_entity_id").filter(has),
                "fault": fault.filter(has),
            }
        )

    def _people(self, part: SourcePart, rows: dict[str, dict[str, TextArray]]) -> list[Table]:
        out = []
        for table, frame in part.frames.items():
            if table not in _PERSON:
                continue
            columns = {name: _nulls(len(frame)) for name in (*_PERSON_COLUMNS, "home", *_PLACE)}
            columns |= {name: _column(frame, field) for name, field in _PERSON[table].items()}
            if table == "right":
                columns["name"] = _without_household(columns["name"])
            if table in ("population", "social_insurance"):
                columns |= self._placed(part, frame)
            elif table == "household_member":
                columns |= self._of_household(part, frame)
            readable = pc.and_(
                pc.is_null(_column(frame, "_garbage")), pc.equal(_column(frame, "_entity_kind"), "person")
            )
            out.append(self._spilled(part, table, frame, rows[table]["ref"], columns).filter(readable))
        return out

    def _holders(self, part: SourcePart, rows: dict[str, dict[str, TextArray]]) -> list[Table]:
        frame = part.frames.get("right")
        if frame is None:
            return []
        columns = {"parcel_key": _column(frame, "parcel_key")}
        organised = pc.equal(_column(frame, "_entity_kind"), "organisation")
        return [self._spilled(part, "right", frame, rows["right"]["ref"], columns).filter(organised)]

    def _things(self, part: SourcePart, rows: dict[str, dict[str, TextArray]]) -> list[Table]:
        out = []
        for table, frame in part.frames.items():
            if table not in _THINGS:
                continue
            n = len(frame)
            columns = {name: _nulls(n) for name in ("household_no", "parcel_key", "sheet", "number")}
            columns["area"] = pa.nulls(n, pa.float64())
            columns |= {name: _column(frame, field) for name, field in _THINGS[table].items()}
            columns |= self._placed(part, frame, area=table == "parcel")
            readable = pc.is_null(_column(frame, "_garbage"))
            out.append(self._spilled(part, table, frame, rows[table]["ref"], columns).filter(readable))
        return out

    def _placed(self, part: SourcePart, frame: pd.DataFrame, *, area: bool = False) -> dict[str, TextArray]:
        as_of = _column(frame, "unit_as_of")
        if part.unit_as_of:
            as_of = pc.fill_null(as_of, part.unit_as_of)
        return self.meanings.derive(
            _column(frame, "unit_code"),
            as_of,
            _column(frame, "village"),
            part.village_as_of,
            _column(frame, "_meant"),
            area=area,
        )

    def _of_household(self, part: SourcePart, frame: pd.DataFrame) -> dict[str, TextArray]:
        """Place and entity of the household a membership row names, in the same source."""
        household = part.frames["household"]
        where = pc.index_in(_column(frame, "household_no"), _column(household, "household_no"))
        placed = self._placed(part, household)
        columns = {name: placed[name].take(where) for name in _PLACE}
        return {"home": _column(household, "_entity_id").take(where), **columns}

    def _spilled(
        self, part: SourcePart, table: str, frame: pd.DataFrame, ref: TextArray, columns: dict[str, TextArray]
    ) -> Table:
        n = len(frame)
        same = {"source": part.source_id, "register": part.register, "level": part.level, "tbl": table}
        return pa.table(
            {
                **{name: _constant(value, n) for name, value in same.items()},
                "ref": ref,
                "eid": _column(frame, "_entity_id"),
                **columns,
            }
        )


def _successions(chunk: Chunk) -> Table:
    names = ("change", "parent", "child")
    if chunk.successions is None:
        return _no_rows(list(names))
    return pa.table({name: _column(chunk.successions, name) for name in names})


def _removed(part: SourcePart) -> Table:
    assert part.removed is not None
    n = len(part.removed)
    return pa.table(
        {
            "source": _constant(part.source_id, n),
            "table": _column(part.removed, "table"),
            "ref": _nulls(n),
            "entity_id": _column(part.removed, "entity_id"),
            "fault": _constant("missing:", n),
        }
    )


def _no_rows(names: list[str]) -> Table:
    return pa.table({name: pa.nulls(0, pa.float64() if name == "area" else _TEXT) for name in names})


def _constant(value: str, n: int) -> TextArray:
    return pa.repeat(pa.scalar(value, _TEXT), n)


def _positions(records: Array, known: Array) -> TextArray:
    """Where each record is among the known ones (null = nowhere)."""
    order = np.argsort(known, kind="stable")
    place = np.minimum(np.searchsorted(known, records, sorter=order), max(len(known) - 1, 0))
    where = order[place] if len(known) else np.zeros(len(records), np.int64)
    return pa.array(where, mask=known[where] != records if len(known) else np.ones(len(records), bool))
