"""What a worklist is written from: the findings of some communes and the records they name.

Only the records a finding names are read, so that a batch of communes never holds a province's people in memory.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from doisoat.detect import kinds
from doisoat.detect.views import create_raw
from doisoat.runs.communes import NO_HOME, in_columns
from doisoat.sqlwork import Limits, open_session, parquet


class Finding(NamedTuple):
    """A row of discrepancies.parquet as far as an officer's list needs it."""

    fingerprint: str
    kind: str
    severity: str
    entity_kind: str
    entity_id: str
    commune: str | None
    field: str | None
    sources: list[str]
    records: list[str]
    is_new: bool
    cause: str | None = None
    proposal: str | None = None
    values: str = "{}"


class Subject(NamedTuple):
    """A record a finding names: values as canonical, lineage as the standardiser gave it."""

    source_id: str
    record_key: str
    register: str
    level: str
    table: str
    entity_id: str
    lineage_file: str | None = None
    lineage_sheet: str | None = None
    lineage_row: int | None = None
    name: str | None = None
    personal_id: str | None = None
    former_id: str | None = None
    participant_no: str | None = None
    date_of_birth: str | None = None
    sex: str | None = None
    vital_status: str | None = None
    scheme: str | None = None
    status: str | None = None
    household_no: str | None = None
    relation_to_head: str | None = None
    head_name: str | None = None
    unit_code: str | None = None
    village: str | None = None
    map_sheet_no: str | None = None
    parcel_no: str | None = None
    former_unit_code: str | None = None
    former_map_sheet_no: str | None = None
    former_parcel_no: str | None = None
    area_m2: float | None = None
    parcel_code: str | None = None
    household_id: str | None = None


@dataclass(frozen=True)
class WorklistData:
    """Findings by home commune (``NO_HOME`` for none) and every record they name, by ``source_id|record_key``."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)

    def of(self, commune: str) -> list[Finding]:
        """The findings at home in ``commune`` (``NO_HOME`` for none), by fingerprint."""
        return self.findings.get(commune, [])


def load(
    discrepancies: Sequence[Path],
    inputs: Mapping[str, Sequence[Path]],
    entities: Path,
    *,
    communes: Sequence[str] | None = None,
    memory_limit: str = "2GB",
    threads: int | None = None,
) -> WorklistData:
    """Read what the worklists of some communes need.

    Args:
        discrepancies: Parquet files of ``detect`` (one or several batches).
        inputs: canonical table name → canonical Parquet files, as given to ``detect``.
        entities: entities.parquet of the run.
        communes: home communes wanted; ``NO_HOME`` is one of them; no list: all.
        memory_limit: DuckDB's.
        threads: DuckDB's worker threads.

    Raises:
        KeyError: ``inputs`` names an unknown table.
    """
    officer = pa.table({"kind": [kind.id for kind in kinds().values() if kind.officer_list]})
    batch = pa.table({"commune": pa.array(in_columns(communes or ()), pa.string())})
    with open_session(Limits(memory_limit, threads)) as session:
        session.table("officer_kind", officer)
        session.table("batch_communes", batch)
        create_raw(session, inputs, entities)
        session.view("discrepancy_row", parquet(*discrepancies))
        for name in ("findings", "wanted"):
            session.make(f"report/worklist_{name}")
        rows = [Finding(*row) for row in session.con.execute("FROM finding").fetchall()]
        named = [Subject(*row) for row in session.rows("report/subjects")]
    by_commune: dict[str, list[Finding]] = defaultdict(list)
    for finding in rows:
        by_commune[finding.commune or NO_HOME].append(finding)
    return WorklistData(dict(by_commune), {f"{item.source_id}|{item.record_key}": item for item in named})
