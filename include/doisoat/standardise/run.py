"""Standardise one landed source.

Invariant: every source row is accounted for: it is in a canonical table, in ``quarantine.parquet`` or in
``skipped.parquet``; ``manifest.json`` is written last and only when the counts agree.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from doisoat import registers
from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.gazetteer.villages import Labels, Saying
from doisoat.registers import Level
from doisoat.runs.files import MANIFEST, Standardised
from doisoat.sources import Batch, Config, Landing, Source, read
from doisoat.sources.errors import SourceError
from doisoat.sources.landing import slug
from doisoat.sources.model import From, TableRule
from doisoat.sources.readers.batch import gathered
from doisoat.sqlwork import Fragment, Limits, Session, identifier, open_session, parquet
from doisoat.standardise.accounts import Accounts, Ledger
from doisoat.standardise.answers import places_of
from doisoat.standardise.build import Built, Role, build
from doisoat.standardise.filldown import fill_down
from doisoat.standardise.finish import KEYS_SCHEMA, finish
from doisoat.standardise.places import Places
from doisoat.standardise.sourcecells import SourceColumn
from doisoat.standardise.staging import Staging
from doisoat.standardise.valueless import Valueless
from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow
from doisoat.text.villages import label_key

_ONCE = frozenset({"certificate"})


@dataclass(frozen=True)
class StandardiseResult:
    """What came out.

    Args:
        folder: where the files are.
        ledger: source rows in, out, quarantined, skipped, over all physical tables.
        tables: canonical table → number of records.
    """

    folder: Path
    ledger: Ledger
    tables: dict[str, int] = field(default_factory=dict)


def standardise(
    landing: Landing,
    source: Source,
    config: Config,
    gazetteer: Gazetteer,
    villages: VillageRegistry,
    previous_keys: Path | None,
    out_dir: Path,
    secret: str | None = None,
    memory: str = "2GB",
    threads: int = 1,
) -> StandardiseResult:
    """Bring a landing to the canonical form.

    Args:
        landing: what `extract` brought.
        source: its mapping.
        config: the province's configuration.
        gazetteer: resolves units.
        villages: resolves villages.
        previous_keys: keys.parquet of the source's previous extract, None for the first.
        out_dir: a new folder; on an error it holds no manifest.
        secret: key of record references; default the environment's DOISOAT_REF_SECRET.
        memory: memory limit of the set operations.
        threads: threads of the set operations; sources are read side by side, so one each is enough.

    Raises:
        SourceError: a file cannot be read or lacks an essential column, no row says the day it should, or there is
            no row at all (SRC-NO-ROWS) though the source does not say that it may be empty (``volume: {min: 0}``).
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    work = out_dir / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    key = secret if secret is not None else os.environ.get("DOISOAT_REF_SECRET", "")
    said = source.village
    places = places_for(landing, source, config, gazetteer, villages)
    silent = not said.as_of and Labels(said.labels) is Labels.AUTO and not said.old_of
    spill = work / "spill"
    spill.mkdir()
    try:
        with open_session(Limits(memory, threads, spill)) as session:
            _prepare(session, landing, source, previous_keys)
            habits = villages if silent else None
            result = _Run(landing, source, places, session, Staging(work), out_dir, key, habits).all()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return result


def places_for(
    landing: Landing, source: Source, config: Config, gazetteer: Gazetteer, villages: VillageRegistry
) -> Places:
    """What answers for the units and villages of one source."""
    said = source.village
    saying = Saying(Labels(said.labels), _old_of(said.old_of), landing.as_of or "")
    return places_of(gazetteer, villages, config.settings.province, saying, _meant(source))


def _meant(source: Source) -> tuple[str, ...]:
    """The units a source is meant to be of: those it covers, and of a commune's source the commune."""
    return (*(source.covers.units or ()), *((source.owner,) if source.level == Level.COMMUNE.value else ()))


def _prepare(session: Session, landing: Landing, source: Source, previous: Path | None) -> None:
    pairs = {(file.name, file.sha256) for file in landing.files}
    if source.format == "sql":
        # Rows of a database say their table where others say their file.
        origins = source.groups()
        pairs = {(origin.name, file.sha256) for origin in origins for file in landing.named(slug(origin))}
    # Several queries of a source bear one name: their rows name the checksums of all of them.
    sums: dict[str, str] = {}
    for name, checksum in sorted(pairs):
        sums[name] = f"{sums[name]}+{checksum}" if name in sums else checksum
    duck = session.con
    duck.execute("SET VARIABLE checksums = map(?::VARCHAR[], ?::VARCHAR[])", [list(sums), list(sums.values())])
    days = {file.name: file.as_of for file in landing.files if file.as_of}
    duck.execute("SET VARIABLE days = map(?::VARCHAR[], ?::VARCHAR[])", [list(days), list(days.values())])
    duck.execute(f"CREATE TEMP TABLE all_prior ({KEYS_SCHEMA})")
    if previous is not None:
        duck.execute(f"INSERT INTO all_prior BY NAME SELECT * FROM {parquet(previous)}")


@dataclass
class _Run:
    landing: Landing
    source: Source
    places: Places
    session: Session
    staging: Staging
    out: Path
    secret: str
    villages: VillageRegistry | None
    accounts: Accounts = field(init=False)
    valueless: Valueless = field(default_factory=Valueless)
    keys: list[pa.Table] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    days: Counter[str] = field(default_factory=Counter)
    """How many rows say they speak of each day."""

    def all(self) -> StandardiseResult:
        self.accounts = Accounts(self.source.source_id, self.session)
        start = 0
        for origin, rules in self.source.groups().items():
            start = self._origin(origin, rules, start)
        for name in (table.name for table in registers.register(self.source.register_name).tables):
            if name not in self.tables:
                pq.write_table(registers.table(name).arrow_schema().empty_table(), self.out / f"{name}.parquet")
                self.tables[name] = 0
        keys = pa.concat_tables(self.keys) if self.keys else _no_keys(self.session)
        pq.write_table(keys, Path(Standardised(self.out.as_posix()).keys))
        ledger = self.accounts.write(self.out)
        if not ledger.rows_out + ledger.rows_quarantined and self.source.volume.min != 0:
            # Nothing read is nothing known, not a register that has become empty.
            raise SourceError("SRC-NO-ROWS", source=self.source.source_id)
        manifest = {
            "source_id": self.source.source_id,
            "as_of": self._day(),
            "days": sorted(self.days),
            "landing": self.landing.digest,
            **ledger.counts(),
            "tables": dict(sorted(self.tables.items())),
            "physical": {name: counts.counts() for name, counts in self.accounts.ledgers.items()},
        }
        temporary = self.out / f"{MANIFEST}.writing"
        temporary.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(temporary, self.out / MANIFEST)
        return StandardiseResult(self.out, ledger, self.tables)

    def _origin(self, origin: From, rules: dict[str, TableRule], start: int) -> int:
        """One physical table; returns the first free row number."""
        roles = roles_of(rules)
        self.session.con.execute("CREATE OR REPLACE TEMP TABLE lead_keys (_group VARCHAR, lead_key VARCHAR)")
        self.accounts.open(origin.name, rules)
        self.valueless = Valueless()
        for batch in gathered(read(self.landing, self.source, origin)):
            start = self._batch(batch, roles, rules, start)
        self.valueless.judge(self.source.source_id)
        for role in roles:
            self._finish(role)
        self.accounts.close(lambda ids: self._raw(origin, rules, ids))
        return start

    def _batch(self, batch: Batch, roles: list[Role], rules: dict[str, TableRule], start: int) -> int:
        self.accounts.add_skipped(batch)
        data = fill_down(batch.data, rules)
        ids: NDArray[np.int64] = np.arange(start, start + data.num_rows, dtype=np.int64)
        self.accounts.add_rows(batch.data, ids)
        if not data.num_rows:
            return start
        groups: TextArray = pa.nulls(data.num_rows, pa.string())
        seen: dict[str, SourceColumn] = {}
        for role in roles:
            built = build(data, ids, groups, role, self.source, self.places)
            seen |= built.read
            if role.written_once and not role.shares:
                groups = self._groups(built, role, data.num_rows)
                kept = groups.take(arrow.array(built.positions))
                place = built.staged.column_names.index("_group")
                built.staged = built.staged.set_column(place, "_group", kept)
            self.staging.write(role.table, built.staged)
            for item in pc.value_counts(built.staged["_as_of"].drop_null()).to_pylist():
                self.days[item["values"]] += item["counts"]
            self.accounts.add_built(role.table.name, built, batch.data, ids)
        self.valueless.add(data, seen)
        return start + data.num_rows

    def _groups(self, built: Built, role: Role, length: int) -> TextArray:
        """What identifies the parcel or household on each line: its own key, else everything said of it."""
        content = ", ".join(f"coalesce({identifier(item.name)}::VARCHAR, chr(30))" for item in role.table.fields)
        self.session.con.register("built", built.staged)
        found = self.session.arrow("standardise/groups", content=Fragment(content))
        self.session.con.unregister("built")
        where = np.full(length, -1, dtype=np.int64)
        where[built.positions] = np.arange(len(built.positions))
        return found["_group"].combine_chunks().take(arrow.array(where, mask=where < 0))

    def _finish(self, role: Role) -> None:
        name = role.table.name
        staged = self.staging.files(role.table)
        path = self.out / f"{name}.parquet"
        done = finish(
            self.session, role, staged, path, self.source.source_id, self._day() or "", self.secret, self.villages
        )
        self.tables[name] = done.rows
        self.keys.append(done.keys)
        self.accounts.add_finished(role, done)

    def _day(self) -> str | None:
        """The landing's day; where the rows say it, that of most of them: one slip of the pen dates nobody else.

        Raises:
            SourceError: SRC-AS-OF-ROWS: rows were read, and none says a day.
        """
        if self.landing.as_of is not None:
            return self.landing.as_of
        if self.days:
            return max(self.days, key=lambda day: (self.days[day], day))
        if any(self.tables.values()) or self.staging.rows:
            column = next(
                (
                    name
                    for rule in self.source.tables.values()
                    for name, item in rule.columns.items()
                    if item.field == "as_of"
                ),
                "",
            )
            raise SourceError("SRC-AS-OF-ROWS", source=self.source.source_id, column=column)
        return None

    def _raw(self, origin: From, rules: dict[str, TableRule], ids: NDArray[np.int64]) -> Iterable[pa.Table]:
        """Read the source again for rows whose fate was only known at the end."""
        first = self.accounts.first_id
        wanted = np.sort(ids)
        for batch in read(self.landing, self.source, origin):
            last = first + batch.data.num_rows
            here = wanted[(wanted >= first) & (wanted < last)]
            if len(here):
                rows = batch.data.take(arrow.array(here - first))
                yield rows.append_column("_id", arrow.array(here))
            first = last


def _old_of(named: tuple[str, ...]) -> frozenset[str]:
    """Codes of former communes as they are, labels folded."""
    return frozenset(name if name.isdecimal() else label_key(name) for name in named)


def roles_of(rules: dict[str, TableRule]) -> list[Role]:
    """The part each canonical table of a physical table plays in it."""
    names = list(rules)
    lead = rules[names[0]]
    roles = [Role(registers.table(names[0]), lead, None, written_once=len(names) > 1)]
    roles += [Role(registers.table(name), rules[name], lead, written_once=name in _ONCE) for name in names[1:]]
    return roles


def _no_keys(session: Session) -> pa.Table:
    return session.con.execute("SELECT * FROM all_prior WHERE FALSE").to_arrow_table()
