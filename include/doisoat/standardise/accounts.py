"""The account of every source row: out, quarantined or skipped, with its place and its reason.

Invariant: for each physical table rows_in = rows_out + rows_quarantined + rows_skipped; `close` refuses anything else.
A row is *out* when at least one record came of it, even if another part of its line was quarantined; such rows are
counted by themselves (rows_partly_quarantined, among rows_out), so that nothing set aside goes uncounted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from doisoat.errors import DoisoatError
from doisoat.runs.files import Standardised
from doisoat.sources.model import TableRule
from doisoat.sources.readers.batch import FILE, PLACES, ROW, SHEET, Batch, without_kinds
from doisoat.sqlwork import Session
from doisoat.standardise.build import Built, Role
from doisoat.standardise.finish import Finished, merges_lines
from doisoat.standardise.reasons import COPY, KEY_CONFLICT
from doisoat.text.arrow import pa as arrow

_PLACE: list[tuple[str, pa.DataType]] = [
    ("lineage_file", pa.string()),
    ("lineage_sheet", pa.string()),
    ("lineage_row", pa.int32()),
]
_SOURCE: list[tuple[str, pa.DataType]] = [("source_id", pa.string())]
_REASON: list[tuple[str, pa.DataType]] = [
    ("table", pa.string()),
    *_PLACE,
    ("reason", pa.string()),
    ("field", pa.string()),
]
SKIPPED = pa.schema([*_SOURCE, *_PLACE, ("reason", pa.string())])
QUARANTINE = pa.schema([*_SOURCE, *_REASON, ("raw", pa.string())])
PROBLEMS = pa.schema([*_SOURCE, *_REASON, ("record_key", pa.string()), ("suggestion", pa.string())])


@dataclass
class Ledger:
    """Counts of source rows; ``rows_partly_quarantined`` are among ``rows_out``."""

    rows_in: int = 0
    rows_out: int = 0
    rows_quarantined: int = 0
    rows_skipped: int = 0
    rows_partly_quarantined: int = 0

    def counts(self) -> dict[str, int]:
        """As written to the manifest."""
        return dict(vars(self))

    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        balanced = self.rows_in == self.rows_out + self.rows_quarantined + self.rows_skipped
        return balanced and self.rows_partly_quarantined <= self.rows_out


class _Rows:
    """Collects rows of one output file as Arrow tables."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.parts: list[pa.Table] = []

    def add(self, source_id: str, **columns: object) -> None:
        length = max(len(column) for column in columns.values() if not isinstance(column, str | None))  # type: ignore[arg-type]
        arrays = []
        for item in self.schema:
            value = source_id if item.name == "source_id" else columns[item.name]
            if value is None or isinstance(value, str):
                arrays.append(pa.repeat(arrow.scalar(value, item.type), length))
            elif isinstance(value, pa.ChunkedArray):
                arrays.append(value.cast(item.type).combine_chunks())
            else:
                arrays.append(arrow.array(value, item.type) if isinstance(value, list) else value.cast(item.type))  # type: ignore[attr-defined]
        self.parts.append(pa.table(arrays, schema=self.schema))

    def write(self, path: Path) -> None:
        whole = pa.concat_tables(self.parts) if self.parts else self.schema.empty_table()
        pq.write_table(whole, path, compression="zstd")


@dataclass
class _Open:
    """The physical table being worked on."""

    name: str
    lead: str
    first_id: int | None = None
    total: int = 0
    refused: int = 0
    skipped: int = 0
    lead_refused: set[int] = field(default_factory=set)
    out: list[NDArray[np.int64]] = field(default_factory=list)
    quarantined: list[NDArray[np.int64]] = field(default_factory=list)
    copies: list[NDArray[np.int64]] = field(default_factory=list)
    conflicts: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


class Accounts:
    """Collects what became of the rows of one source."""

    def __init__(self, source_id: str, session: Session) -> None:
        self.source_id = source_id
        self.session = session
        self.ledgers: dict[str, Ledger] = {}
        self.skipped = _Rows(SKIPPED)
        self.quarantine = _Rows(QUARANTINE)
        self.problems = _Rows(PROBLEMS)
        self._pending: dict[str, list[pa.Table]] = {}
        self._now = _Open("", "")

    @property
    def first_id(self) -> int:
        """Number of the first row of the physical table being worked on."""
        return self._now.first_id or 0

    def open(self, name: str, rules: dict[str, TableRule]) -> None:
        """Begin a physical table."""
        self._now = _Open(name, next(iter(rules)))
        self._now.keys = {table: "/".join(rule.key) for table, rule in rules.items()}
        self._pending = {}

    def add_skipped(self, batch: Batch) -> None:
        """Rows the reader skipped or could not cut into cells, and its notes on columns."""
        now = self._now
        if batch.skipped.num_rows:
            now.skipped += batch.skipped.num_rows
            self.skipped.add(self.source_id, **{name: batch.skipped[name] for name in batch.skipped.column_names})
        if batch.refused.num_rows:
            now.refused += batch.refused.num_rows
            columns = {name: batch.refused[name] for name in batch.refused.column_names}
            self.quarantine.add(self.source_id, table=now.lead, field=None, **columns)
        for note in batch.notes:
            self.problems.add(
                self.source_id,
                table=now.lead,
                lineage_file=[note.file],
                lineage_sheet=note.sheet,
                lineage_row=None,
                reason=note.reason,
                field=note.column,
                record_key=None,
                suggestion=None,
            )

    def add_rows(self, data: pa.Table, ids: NDArray[np.int64]) -> None:
        """Rows handed to the standardiser."""
        if len(ids) and self._now.first_id is None:
            self._now.first_id = int(ids[0])
        self._now.total += data.num_rows

    def add_built(self, table: str, built: Built, data: pa.Table, ids: NDArray[np.int64]) -> None:
        """What became of a batch in one canonical table; `data` as read, before merged cells were filled."""
        now = self._now
        for refusal in built.refusals:
            rows = refusal.rows
            if table == now.lead:
                now.lead_refused.update(ids[rows].tolist())
            elif now.lead_refused:
                rows = rows[~np.isin(ids[rows], np.fromiter(now.lead_refused, np.int64))]
            if len(rows):
                now.quarantined.append(ids[rows])
                self._refuse(table, refusal.reason, refusal.field, data.take(arrow.array(rows)))
        for problem in built.problems:
            places = data.select([FILE, SHEET, ROW]).take(arrow.array(problem.rows))
            pending = arrow.table(
                {
                    "_id": arrow.array(ids[problem.rows]),
                    "reason": problem.reasons,
                    "suggestion": problem.suggestions,
                    "field": pa.repeat(arrow.scalar(problem.field), len(problem.rows)),
                    **{name: places[name] for name in (FILE, SHEET, ROW)},
                }
            )
            self._pending.setdefault(table, []).append(pending)

    def _refuse(self, table: str, reason: str, field_name: str | None, rows: pa.Table) -> None:
        chosen = without_kinds(rows).drop_columns([name for name in (*PLACES, "_id") if name in rows.column_names])
        self.session.con.register("chosen", chosen)
        raw = self.session.arrow("standardise/raw_rows")["raw"]
        self.session.con.unregister("chosen")
        self.quarantine.add(
            self.source_id,
            table=table,
            lineage_file=rows[FILE],
            lineage_sheet=rows[SHEET],
            lineage_row=rows[ROW],
            reason=reason,
            field=field_name,
            raw=raw,
        )

    def add_finished(self, role: Role, done: Finished) -> None:
        """What became of the staged rows of one canonical table; call while its SQL tables stand."""
        now, table = self._now, role.table.name
        now.out.append(np.asarray(done.keyed["_id"]))
        copies, conflicts = np.array(done.copies, np.int64), np.array(done.conflicts, np.int64)
        if merges_lines(role):
            # Lines that say a parcel again are spoken for by its record.
            now.out += [copies, conflicts]
        else:
            now.copies.append(copies)
            if len(conflicts):
                now.quarantined.append(conflicts)
                now.conflicts[table] = conflicts
        if self._pending.get(table):
            self.session.con.register("remarks", pa.concat_tables(self._pending.pop(table)))
            found = self.session.arrow("standardise/remarks")
            self.session.con.unregister("remarks")
            self.problems.add(self.source_id, table=table, **{name: found[name] for name in found.column_names})
        if merges_lines(role) and len(conflicts):
            found = self.session.arrow("standardise/merged_conflicts", prefix=role.table.key_prefix)
            columns = {name: found[name] for name in found.column_names}
            told = {"reason": KEY_CONFLICT, "field": now.keys[table], "suggestion": None}
            self.problems.add(self.source_id, table=table, **told, **columns)

    def close(self, raw: Callable[[NDArray[np.int64]], Iterable[pa.Table]]) -> None:
        """End a physical table.

        Args:
            raw: reads source rows again by number (columns as in a batch, and `_id`).

        Raises:
            DoisoatError: STD-LEDGER when a row is not accounted for.
        """
        now = self._now
        start = self.first_id
        state = np.zeros(now.total, dtype=np.int8)
        part_refused = np.zeros(now.total, dtype=bool)
        part_refused[np.fromiter(now.lead_refused, np.int64, len(now.lead_refused)) - start] = True
        for part in now.quarantined:
            part_refused[part - start] = True
        for mark, parts in ((3, now.copies), (2, now.quarantined), (1, now.out)):
            for part in parts:
                state[part - start] = mark
        for table, ids in now.conflicts.items():
            for rows in raw(ids):
                self._refuse(table, KEY_CONFLICT, now.keys[table], rows)
        repeated = np.flatnonzero(state == 3) + start
        if len(repeated):
            for rows in raw(repeated):
                self.skipped.add(
                    self.source_id,
                    lineage_file=rows[FILE],
                    lineage_sheet=rows[SHEET],
                    lineage_row=rows[ROW],
                    reason=COPY,
                )
        ledger = Ledger(
            rows_in=now.total + now.skipped + now.refused,
            rows_out=int((state == 1).sum()),
            rows_quarantined=int((state == 2).sum()) + now.refused,
            rows_skipped=now.skipped + len(repeated),
            rows_partly_quarantined=int((part_refused & (state == 1)).sum()),
        )
        if not ledger.balanced():
            raise DoisoatError("STD-LEDGER", source=self.source_id, table=now.name)
        # Two physical tables of one source may bear one name (the sheets of one book).
        before = self.ledgers.get(now.name, Ledger())
        self.ledgers[now.name] = Ledger(
            *(a + b for a, b in zip(vars(before).values(), vars(ledger).values(), strict=True))
        )

    def write(self, folder: Path) -> Ledger:
        """Write skipped, quarantine and problems; return the sum of the ledgers."""
        files = Standardised(folder.as_posix())
        self.skipped.write(Path(files.skipped))
        self.quarantine.write(Path(files.quarantine))
        self.problems.write(Path(files.problems))
        total = Ledger()
        for ledger in self.ledgers.values():
            for name, count in ledger.counts().items():
                setattr(total, name, getattr(total, name) + count)
        return total
