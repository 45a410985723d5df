"""The values a decision about a record rests on, as keyed digests: enough to tell that one changed, not what it was.

A decision rests on the fields two records of one entity are expected to agree on (``Field.compared``), but for those
that say how somebody fares now (vital status). The unit counts as it is resolved today, and a village by its key, so
that the same place under a new code or in another spelling is no change.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from doisoat.pipeline.workspace import Workspace
from doisoat.registers import TABLES
from doisoat.registers.schema import Kind
from doisoat.runs.files import Standardised
from doisoat.runs.run import Run
from doisoat.sqlwork import Fragment, Limits, open_session, parquet

__all__ = ["Key", "Values", "changed", "fields_of", "read_values"]

Key = tuple[str, str, str]
"""A record: source, canonical table, record key."""

_COLUMN = {"unit_code": "coalesce(r.unit_current, r.unit_code)", "village": "coalesce(r.village_key, r.village)"}


@dataclass(frozen=True)
class Values:
    """A record's reference and, by field, a digest of its value (None: empty)."""

    ref: str
    digests: dict[str, str | None]


def fields_of(table: str) -> tuple[str, ...]:
    """Fields of a canonical table that a decision rests on."""
    return tuple(f.name for f in TABLES[table].fields if f.compared and f.kind is not Kind.VOCABULARY)


def read_values(workspace: Workspace, run: Run, wanted: Iterable[Key]) -> dict[Key, Values]:
    """What the run has of the wanted records; those it has not are left out. Reads only the files concerned."""
    by_file: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, table, record in wanted:
        by_file[source, table].add(record)
    found: dict[Key, Values] = {}
    with open_session(Limits(workspace.memory, workspace.threads)) as session:
        for (source, table), records in sorted(by_file.items()):
            item = run.inputs.get(source)
            if item is None or item.standardised is None or table not in item.rows:
                continue
            session.table("wanted", pa.table({"record": sorted(records)}))
            session.variable("pad", _pad(workspace.secret, source))
            names = fields_of(table)
            told = Fragment(", ".join(_digest(name) for name in names))
            path = workspace.store.local(Standardised(item.standardised).table(table))
            for record, ref, *digests in session.rows("decide/values", digests=told, records=parquet(path)):
                found[source, table, record] = Values(ref, dict(zip(names, digests, strict=True)))
    return found


def changed(then: dict[str, str | None], now: dict[str, str | None]) -> tuple[str, ...]:
    """Names of the fields whose value is another one now; a field only one of the two knows does not count."""
    return tuple(name for name in now if name in then and then[name] != now[name])


def _digest(name: str) -> str:
    value = f"CAST({_COLUMN.get(name, f'r.{name}')} AS VARCHAR)"
    # concatenated with || so that an empty value has no digest
    return f"left(sha256(getvariable('pad') || '{name}' || chr(31) || {value}), 16) AS {name}"


def _pad(secret: str, source: str) -> str:
    return hashlib.sha256(f"{secret}\0decision\0{source}".encode()).hexdigest()
