"""What would become of a landing, looked at before the first run: everything is read, a sample is standardised.

Nothing is written and nothing of a row is kept: only counts, reasons and the names of columns.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.sources import Batch, Config, Landing, Source
from doisoat.sources.guard import read
from doisoat.sources.model import From, TableRule
from doisoat.sources.readers.batch import Note
from doisoat.standardise.build import Built, build
from doisoat.standardise.filldown import fill_down
from doisoat.standardise.places import Places
from doisoat.standardise.run import places_for, roles_of
from doisoat.standardise.sourcecells import source_column
from doisoat.standardise.valueless import Valueless
from doisoat.text.arrow import TextArray, pc

SAMPLE = 5_000
"""Rows of a physical table that are standardised."""


@dataclass
class TablePreview:
    """What the sample would give in one canonical table.

    Args:
        records: rows that become records.
        refused: reason → rows that do not.
        problems: (field, reason) → cells.
        places: ``unit`` and ``village`` → records whose place is known; absent where the table has none.
    """

    records: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)


@dataclass
class Preview:
    """One physical table.

    Args:
        name: of the table, pattern or query.
        columns: how many columns the mapping wants.
        rows: data rows read.
        sampled: how many of them were standardised.
        skipped: reason → rows left out.
        refused: reason → rows set aside by the reader.
        notes: on columns, sheets and files.
        tables: canonical table → what the sample gives.
    """

    name: str
    columns: int = 0
    rows: int = 0
    sampled: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    tables: dict[str, TablePreview] = field(default_factory=dict)


def preview(
    landing: Landing, source: Source, config: Config, gazetteer: Gazetteer, villages: VillageRegistry
) -> Iterable[Preview]:
    """Read each physical table to its end and standardise its first rows.

    Raises:
        SourceError: what would end the reading in a run.
    """
    places = places_for(landing, source, config, gazetteer, villages)
    for origin, rules in source.groups().items():
        found = Preview(origin.name, len({name for rule in rules.values() for name in (*rule.columns, *rule.key)}))
        valueless = Valueless()
        for batch in read(landing, source, origin):
            _add(found, batch, origin, rules, source, places)
            columns = {name for rule in rules.values() for name in (*rule.columns, *rule.key)}
            valueless.add(batch.data, {name: source_column(batch.data, name) for name in columns})
        valueless.judge(source.source_id)
        yield found


def _add(
    found: Preview, batch: Batch, origin: From, rules: dict[str, TableRule], source: Source, places: Places
) -> None:
    found.rows += batch.data.num_rows
    found.notes += batch.notes
    for counted, table in ((found.skipped, batch.skipped), (found.refused, batch.refused)):
        for item in pc.value_counts(table["reason"]).to_pylist():
            counted[item["values"]] += item["counts"]
    sample = fill_down(batch.data, rules).slice(0, max(0, SAMPLE - found.sampled)).combine_chunks()
    if not sample.num_rows:
        return
    found.sampled += sample.num_rows
    ids = np.arange(sample.num_rows, dtype=np.int64)
    # What identifies a parcel or household on each line is made of the whole table; here its presence is enough.
    groups: TextArray = pa.repeat(pa.scalar("-"), sample.num_rows)
    for role in roles_of(rules):
        built = build(sample, ids, groups, role, source, places)
        _count(found.tables.setdefault(role.table.name, TablePreview()), built)


def _count(table: TablePreview, built: Built) -> None:
    table.records += built.staged.num_rows
    for refusal in built.refusals:
        table.refused[refusal.reason] += len(refusal.rows)
    for problem in built.problems:
        for item in pc.value_counts(problem.reasons).to_pylist():
            table.problems[problem.field, item["values"]] += item["counts"]
    for name, column in (("unit", "unit_current"), ("village", "village_id")):
        if column in built.staged.column_names:
            table.places[name] += built.staged.num_rows - built.staged[column].null_count
