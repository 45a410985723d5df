"""The run ledger's tables: what was read, which run used it, what became of every row, what was found.

Invariant: rows are keyed by what they are about (ingest and source, run and source and step, run and fingerprint) and
written delete-then-insert in one transaction, so repeating a step leaves what doing it once would have left.
"""

from sqlalchemy import JSON, Column, DateTime, Float, Integer, String, Table, Text

from doisoat.store import metadata

ROW_COUNTS = ("rows_in", "rows_out", "rows_quarantined", "rows_skipped", "rows_partly_quarantined")
"""Columns of what became of the rows of a source."""

ingest = Table(
    "ingest",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("trigger", String(250), nullable=False, unique=True),
    Column("as_of", String(10)),
    Column("sources", JSON, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("announced_at", DateTime(timezone=True)),  # when what it could read was in; null: at work, or it failed
)

source_read = Table(
    "source_read",
    metadata,
    Column("ingest", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("status", String(12), nullable=False),  # ok | failed | held (by a quality threshold)
    Column("as_of", String(10)),
    Column("landed", String(250)),  # store prefix of the raw bytes
    Column("standardised", String(250)),  # store prefix of the canonical tables
    Column("quality", String(12)),  # ok | warn | stop; null until validated
    Column("validated", String(250)),  # the canonical tables the verdict is about
    Column("rules", String(16)),  # digest of the rule set it was judged by
    Column("rows_in", Integer, nullable=False, default=0),
    Column("rows_out", Integer, nullable=False, default=0),
    Column("rows_quarantined", Integer, nullable=False, default=0),
    Column("rows_skipped", Integer, nullable=False, default=0),
    Column("rows_partly_quarantined", Integer, nullable=False, default=0, server_default="0"),
    Column("tables", JSON, nullable=False, default=dict),  # canonical table -> rows
    Column("code", String(40)),
    Column("message_vi", Text),
    Column("message_en", Text),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("read_at", DateTime(timezone=True), nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("trigger", String(250), nullable=False, unique=True),
    Column("status", String(12), nullable=False),  # planned | published
    Column("as_of", String(10), nullable=False),
    Column("communes", JSON),  # null: the whole province
    Column("prior", String(40)),  # the run that was published when this one was planned
    Column("inputs", JSON, nullable=False),  # source -> {"standardised", "status", "read_at", …}
    Column("model", String(80)),  # content hash of the linkage model used
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("summary", JSON),
)

step = Table(
    "step",
    metadata,
    Column("run", String(80), primary_key=True),  # run or ingest id
    Column("name", String(80), primary_key=True),
    Column("seconds", Float, nullable=False),
    Column("peak_mib", Float, nullable=False),
    Column("counts", JSON, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("rows_in", Integer, nullable=False),
    Column("rows_out", Integer, nullable=False),
    Column("rows_quarantined", Integer, nullable=False),
    Column("rows_skipped", Integer, nullable=False),
    Column("rows_partly_quarantined", Integer, nullable=False, default=0, server_default="0"),
)

discrepancy = Table(
    "discrepancy",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("fingerprint", String(40), primary_key=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("severity", String(10), nullable=False),
    Column("dimension", String(20), nullable=False),
    Column("entity_kind", String(12), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("commune", String(5), index=True),
    Column("field", String(60)),
    Column("sources", JSON, nullable=False),
    Column("records", JSON, nullable=False),
    Column("values", JSON, nullable=False),
    Column("cause", String(40)),
    Column("proposal", Text),
    Column("first_seen_run", String(40), nullable=False),
)

run_count = Table(
    "run_count",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("commune", String(5), primary_key=True),
    Column("found", Integer, nullable=False),
    Column("new", Integer, nullable=False),
)
