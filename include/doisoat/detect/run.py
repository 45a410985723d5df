"""Find the discrepancies of a run: every rule of the catalogue over the linked records.

Invariant: the findings of a batch of communes are exactly the findings of the whole run whose home commune is in the
batch, so that batches (and the batch of findings without a home) add up to the whole. Same input, same content: rows
are sorted by fingerprint and nothing depends on thread order.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doisoat.detect import catalogue
from doisoat.detect.views import Params, SourceScope, create_prepared, create_raw
from doisoat.sqlwork import Limits, Session, literal, open_session

DEFAULT_MEMORY = "2GB"


@dataclass(frozen=True)
class DetectResult:
    """What a detection found, in counts (never values).

    Args:
        path: the discrepancies.parquet written.
        rows: findings in it.
        new: findings not seen in the previous run.
        by_kind: kind → findings, every kind of the run, zero included.
        by_commune: home commune ("" for none) → findings.
        seconds: rule or step → wall seconds.
    """

    path: Path
    rows: int
    new: int
    by_kind: dict[str, int]
    by_commune: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict, compare=False)


def _write(session: Session, out_path: Path) -> None:
    """Write the assembled findings under a temporary name and rename, so that a reader never sees half a file."""
    out_path.parent.mkdir(parents=True, exist_ok=True)
    partial = out_path.with_name(f".{out_path.name}.{os.getpid()}.partial")
    session.write("FROM discrepancy ORDER BY fingerprint", partial)
    partial.replace(out_path)


def detect(
    inputs: Mapping[str, Sequence[Path]],
    entities: Path,
    sources: Sequence[SourceScope],
    units: Sequence[str],
    *,
    run: str,
    out_path: Path,
    params: Params | None = None,
    communes: Sequence[str] | None = None,
    previous: Path | None = None,
    links: Path | None = None,
    successions: Path | None = None,
    quarantine: Sequence[Path] = (),
    villages: Mapping[str, Path] | None = None,
    province: str = "",
    kinds: Iterable[str] | None = None,
    memory_limit: str = DEFAULT_MEMORY,
    threads: int | None = None,
) -> DetectResult:
    """Write the discrepancies of a run, or of a batch of its communes.

    Args:
        inputs: canonical table name (``population`` … ``right``) → canonical Parquet files of all sources read,
            the whole province even for a batch.
        entities: entities.parquet of the linkage (run, register, level, source, table, record, entity_kind,
            entity_id, commune).
        sources: every configured source, read or not.
        units: current communes the run covers.
        run: id of the run, written to every row.
        out_path: file to write; its folder is made if need be.
        params: thresholds.
        communes: home communes of the findings wanted; ``NO_HOME`` in the list stands for findings without a home;
            no list at all: all findings.
        previous: discrepancies.parquet of the previous run; gives ``first_seen_run``.
        links: links.parquet of the linkage. A pair it leaves for review keeps rules from claiming that one of the two
            is missing where the other one is: nobody is told to look for a person who may be found already.
        successions: successions.parquet of the linkage: parcels one source has split or merged already.
        quarantine: quarantine.parquet of the sources read: who stands on such a row may be what a rule misses.
        villages: what the labels of villages mean by the evidence of other sources (``meaning``: source_id, record_key,
            village_candidates, village_status), the present name of each village (``names``: village_id, label), and
            labels no list can call wrong (``unlisted``: unit, key, source, label, records, state).
        province: code of the province, which missing reference data is a finding about.
        kinds: only these kinds (all of the catalogue when not given).
        memory_limit: DuckDB's, e.g. ``"2GB"``; beyond it work spills to a temporary folder.
        threads: DuckDB's worker threads; its own default when not given.

    Returns:
        Counts and the path written. Columns of the file: run, fingerprint, kind, severity, dimension, entity_kind,
        entity_id (ids joined by "|"), commune, field, sources (list), records (list of "source_id|record_key"),
        values (JSON object by source), cause (why they differ, where the rule can
        tell), proposal (the value meant, where a rule can repair it), first_seen_run.

    Raises:
        KeyError: an unknown table or kind.
    """
    wanted = [catalogue.kind(name) for name in (catalogue.kinds() if kinds is None else kinds)]
    seconds: dict[str, float] = {}
    with open_session(Limits(memory_limit, threads)) as session:
        con = session.con
        started = time.perf_counter()
        create_raw(session, inputs, entities, villages or {})
        create_prepared(
            session,
            sources=sources,
            units=units,
            params=params or Params(),
            run=run,
            communes=communes,
            previous=previous,
            links=links,
            successions=successions,
            quarantine=quarantine,
            province=province,
        )
        seconds["prepare"] = time.perf_counter() - started
        for kind in wanted:
            started = time.perf_counter()
            session.run("detect/prepare/found")
            rule = f"SELECT {literal(kind.id)} AS kind, * FROM ({session.text(kind.sql())})"
            con.execute(f"INSERT INTO found BY NAME {rule}")
            session.run("detect/prepare/assemble")
            seconds[kind.id] = time.perf_counter() - started
        started = time.perf_counter()
        _write(session, out_path)
        seconds["write"] = time.perf_counter() - started
        by_kind = dict.fromkeys((kind.id for kind in wanted), 0)
        by_kind.update(con.execute("SELECT kind, count(*) FROM discrepancy GROUP BY kind").fetchall())
        by_commune = dict(
            con.execute("SELECT coalesce(commune, ''), count(*) FROM discrepancy GROUP BY 1 ORDER BY 1").fetchall()
        )
        row = con.execute("SELECT count(*), count(*) FILTER (first_seen_run = run) FROM discrepancy").fetchone()
    rows, new = row or (0, 0)
    return DetectResult(out_path, rows, new, by_kind, by_commune, seconds)
