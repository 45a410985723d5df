"""A hand-made province for the detectors: one method a table, defaults that break no rule."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.detect import DetectResult, Params, SourceScope, detect
from doisoat.registers import TABLES

HERE = "23122"
THERE = "22924"
UNITS = (HERE, THERE)
PROVINCE = "68"
OWNERS = {"population": "bca", "household": "bca", "social_insurance": "bhxh", "land": "bnnmt"}
UNIT = {"unit_code": HERE, "unit_candidates": HERE, "unit_current": HERE, "unit_status": "current"}
VILLAGE = {
    "village": "Thôn 1",
    "village_key": "thon 1",
    "village_candidates": "v1",
    "village_id": "v1",
    "village_status": "current",
}
ENTITY_COLUMNS = ("run", "register", "level", "source", "table", "record", "entity_kind", "entity_id", "commune")

UNREAD = pa.schema([("source_id", pa.string()), ("raw", pa.string())])


def unit(code: str | None, candidates: str | None = None, status: str | None = "current") -> dict[str, Any]:
    """Unit columns of a row: ``unit("23116", "23122", "stale")``."""
    joined = code if candidates is None else candidates or None
    single = joined if joined and "|" not in joined else None
    return {"unit_code": code, "unit_candidates": joined, "unit_current": single, "unit_status": status}


def village(label: str | None, candidates: str | None, status: str | None = "current") -> dict[str, Any]:
    """Village columns of a row."""
    single = candidates if candidates and "|" not in candidates else None
    return {"village": label, "village_candidates": candidates, "village_id": single, "village_status": status}


def source_id(register: str, level: str) -> str:
    owner = {"central": OWNERS[register], "province": "68", "commune": HERE}[level]
    return f"{register}.{level}.{owner}"


class World:
    """Rows of canonical tables with their entities, and a run of the detectors over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self.entities: list[dict[str, Any]] = []
        self.sources: dict[str, SourceScope] = {}
        self.params = Params()
        self.links: Path | None = None
        self.successions: Path | None = None
        self.unread: list[dict[str, str]] = []
        self.villages: dict[str, Path] = {}
        self._succeeded: list[dict[str, str]] = []

    def source(self, register: str, level: str, source: str | None = None, **declared: Any) -> str:
        """Declare a source (covers_units, covers_scheme, read); rows declare theirs by themselves."""
        name = source or source_id(register, level)
        self.sources[name] = SourceScope(name, register, level, name.split(".")[2], **declared)
        return name

    def _row(
        self,
        table: str,
        level: str,
        entity: str,
        entity_kind: str,
        key: str | None,
        source: str | None,
        values: dict[str, Any],
        defaults: dict[str, Any],
    ) -> str:
        register = TABLES[table].register
        name = source or source_id(register, level)
        if name not in self.sources:
            self.source(register, level, name)
        record_key = key or f"{TABLES[table].key_prefix}{len(self.rows[table]) + 1}"
        columns = {column.name for column in TABLES[table].columns()}
        unknown = set(values) - columns
        assert not unknown, f"{table} has no {unknown}"
        row = {
            "source_id": name,
            "record_key": record_key,
            "record_ref": f"r_{len(self.rows[table]):020x}",
            "lineage_file": f"{name}.xlsx",
            "lineage_sheet": "Trang 1",
            "lineage_row": len(self.rows[table]) + 4,
            "as_of": "2026-11-15",
            **{field: value for field, value in defaults.items() if field in columns},
            **values,
        }
        self.rows[table].append(row)
        commune = row.get("unit_current")
        described = ("r0", register, level, name, table, record_key, entity_kind, entity, commune)
        self.entities.append(dict(zip(ENTITY_COLUMNS, described, strict=True)))
        return f"{name}|{record_key}"

    def population(
        self, entity: str, level: str = "commune", *, key: str | None = None, source: str | None = None, **values: Any
    ) -> str:
        defaults = {**UNIT, **VILLAGE, "full_name": "Nguyễn Văn An", "residence": "permanent", "vital_status": "living"}
        return self._row("population", level, entity, "person", key, source, values, defaults)

    def member(
        self, entity: str, household_no: str, level: str = "commune", *, key: str | None = None, **values: Any
    ) -> str:
        defaults = {"full_name": "Nguyễn Văn An", "household_no": household_no, "relation_to_head": "03"}
        return self._row("household_member", level, entity, "person", key, None, values, defaults)

    def household(
        self, entity: str, household_no: str, level: str = "commune", *, key: str | None = None, **values: Any
    ) -> str:
        defaults = {**UNIT, **VILLAGE, "household_no": household_no, "head_name": "Nguyễn Văn An"}
        return self._row("household", level, entity, "household", key or household_no, None, values, defaults)

    def insurance(
        self, entity: str, level: str = "commune", *, key: str | None = None, source: str | None = None, **values: Any
    ) -> str:
        defaults = {
            **UNIT,
            **VILLAGE,
            "full_name": "Nguyễn Văn An",
            "scheme": "health_household",
            "status": "active",
        }
        return self._row("social_insurance", level, entity, "person", key, source, values, defaults)

    def parcel(
        self, entity: str, level: str = "commune", *, key: str | None = None, source: str | None = None, **values: Any
    ) -> str:
        defaults = {**UNIT, **VILLAGE, "parcel_key": key, "map_sheet_no": "5", "parcel_no": entity, "area_m2": 100.0}
        return self._row("parcel", level, entity, "parcel", key, source, values, defaults)

    def right(
        self, entity: str, parcel_key: str, level: str = "commune", *, key: str | None = None, **values: Any
    ) -> str:
        defaults = {"holder_name": "Nguyễn Văn An", "holder_kind": "individual", "parcel_key": parcel_key}
        return self._row("right", level, entity, "person", key, None, values, defaults)

    def organisation(
        self, entity: str, parcel_key: str, level: str = "commune", *, key: str | None = None, **values: Any
    ) -> str:
        defaults = {"holder_name": "UBND xã Hàm Mỹ", "holder_kind": "organisation", "parcel_key": parcel_key}
        return self._row("right", level, entity, "organisation", key, None, values, defaults)

    def quarantined(self, source: str, raw: dict[str, Any]) -> None:
        """A row of a source that could not be read, as the officer wrote it."""
        self.unread.append({"source_id": source, "raw": json.dumps(raw, ensure_ascii=False)})

    def linked(self, kind: str, *pairs: tuple[str, str, str, float]) -> Path:
        """links.parquet of (record, record, decision, weight), records as the row methods return them.

        The runs that follow use it where they are given none.
        """
        path = self.folder / "links.parquet"
        rows = []
        for one, other, decision, weight in pairs:
            (source_a, record_a), (source_b, record_b) = one.split("|"), other.split("|")
            rows.append(
                {
                    "entity_kind": kind,
                    "source_a": source_a,
                    "record_a": record_a,
                    "source_b": source_b,
                    "record_b": record_b,
                    "decision": decision,
                    "weight": weight,
                }
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
        self.links = path
        return path

    def succeeded(self, change: str, *pairs: tuple[str, str]) -> Path:
        """successions.parquet of (parent record, child record), more with every call; used as that of ``linked``."""
        path = self.folder / "successions.parquet"
        rows = self._succeeded
        for parent, child in pairs:
            (parent_source, parent_record), (child_source, child_record) = parent.split("|"), child.split("|")
            rows.append(
                {
                    "change": change,
                    "parent_source": parent_source,
                    "parent_record": parent_record,
                    "child_source": child_source,
                    "child_record": child_record,
                }
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
        self.successions = path
        return path

    def known_villages(self, name: str, *rows: dict[str, Any]) -> None:
        """What a linked run knows of its villages: a file of ``detect.VILLAGES``, used by the runs that follow."""
        path = self.folder / f"villages_{name}.parquet"
        self.folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(list(rows)), path)
        self.villages[name] = path

    def write(self) -> tuple[dict[str, list[Path]], Path]:
        """Write the Parquet files and return the ``inputs`` and ``entities`` arguments of ``detect``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        inputs: dict[str, list[Path]] = {}
        for name, rows in self.rows.items():
            if rows:
                path = self.folder / f"{name}.parquet"
                schema = TABLES[name].arrow_schema()
                filled = [{column: row.get(column) for column in schema.names} for row in rows]
                pq.write_table(pa.Table.from_pylist(filled, schema=schema), path)
                inputs[name] = [path]
        entities = self.folder / "entities.parquet"
        schema = pa.schema([(name, pa.string()) for name in ENTITY_COLUMNS])
        pq.write_table(pa.Table.from_pylist(self.entities, schema=schema), entities)
        return inputs, entities

    def run(
        self,
        kinds: Iterable[str] | None = None,
        *,
        communes: Sequence[str] | None = None,
        previous: Path | None = None,
        links: Path | None = None,
        successions: Path | None = None,
        run: str = "r1",
        threads: int = 1,
        name: str = "discrepancies.parquet",
    ) -> DetectResult:
        inputs, entities = self.write()
        unread = self.folder / "quarantine.parquet"
        pq.write_table(pa.Table.from_pylist(self.unread, UNREAD), unread)
        return detect(
            inputs,
            entities,
            list(self.sources.values()),
            UNITS,
            run=run,
            out_path=self.folder / name,
            params=self.params,
            communes=communes,
            previous=previous,
            links=links or self.links,
            successions=successions or self.successions,
            quarantine=[unread],
            villages=self.villages,
            province=PROVINCE,
            kinds=kinds,
            threads=threads,
        )

    def find(self, kind: str, **options: Any) -> list[dict[str, Any]]:
        """The findings of one kind, with ``values`` parsed."""
        rows = read(self.run([kind], **options).path)
        assert {row["kind"] for row in rows} <= {kind}
        return rows

    def fields(self, kind: str) -> list[str]:
        """The fields of the findings of one kind, sorted."""
        return sorted(row["field"] for row in self.find(kind))


def read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    for row in rows:
        row["values"] = json.loads(row["values"])
    return rows
