"""From staged rows to the records of one canonical table: keys, references, and rows that turn out to be none.

Invariant: `record_key` is unique in the source over all its tables, and a record keeps it from extract to extract.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from doisoat.errors import DoisoatError
from doisoat.gazetteer.village_habits import narrowed
from doisoat.gazetteer.villages import VillageRegistry
from doisoat.paths import read_sql
from doisoat.registers.schema import Table
from doisoat.standardise.build import Role
from doisoat.standardise.matching import NATURAL, PARENTS, WIDTH, hash_columns, hash_expressions

KEYS_SCHEMA = (
    '"table" VARCHAR, record_key VARCHAR, parent VARCHAR, n INTEGER, '
    + ", ".join(f"h{number} UBIGINT" for number in range(WIDTH))
    + ", alive BOOLEAN"
)
_SALTS = 8
OWN_KEY = {"household": "household_no", "parcel": "parcel_key"}
"""Table whose rows others hang on → its field that names the row."""


@dataclass(frozen=True)
class Finished:
    """A finished table.

    Args:
        rows: number of records written.
        keys: arrow table of keys.parquet's rows for this table.
        keyed: `_id` → record key of each record.
        copies: `_id` of rows for which another row speaks.
        conflicts: `_id` of rows set aside because their key is borne by other content too.
    """

    rows: int
    keys: pa.Table
    keyed: pa.Table
    copies: list[int]
    conflicts: list[int]


def finish(
    duck: duckdb.DuckDBPyConnection,
    role: Role,
    pattern: str,
    out: Path,
    source_id: str,
    as_of: str,
    secret: str,
    villages: VillageRegistry | None = None,
) -> Finished:
    """Write one canonical table.

    Args:
        duck: connection with the variables ``checksums`` (file → sha256), ``days`` (file → day it speaks of) and the
            tables ``lead_keys(_group, lead_key)`` and ``all_prior`` (previous keys.parquet).
        role: the table and how it is mapped.
        pattern: glob of its staged files.
        out: file to write.
        source_id: the source.
        as_of: date the extract speaks of, for rows that neither say theirs nor stand in a file that does.
        secret: key of record references.
        villages: tells by the source's habits which of several villages a label means; None: the source says so itself.
    """
    table = role.table
    statements = ("borrowed_twice", "staged") if _borrowed(role) else ("staged_plain",)
    for statement in statements:
        duck.execute(read_sql(f"standardise/{statement}").format(pattern=_quote(pattern)))
    meant = villages is not None and "village" in table.names() and _mean(duck, villages)
    content = ", ".join(f"coalesce(staged.{item.name}::VARCHAR, chr(30))" for item in table.fields)
    duck.execute(read_sql("standardise/doubtful").format(content=content))
    duck.execute(read_sql("standardise/fates").format(merges="TRUE" if merges_lines(role) else "FALSE"))
    keys = _mint(duck, role, content, source_id)
    plain = not meant and not any(_count(duck, name) for name in ("matched", "lead_keys", "fates"))
    view = read_sql("standardise/keyed_plain" if plain else "standardise/keyed")
    duck.execute(view.format(prefix=table.key_prefix))
    duck.execute(read_sql("standardise/named"))
    keyed = duck.execute("SELECT _id, record_key FROM named ORDER BY _id").to_arrow_table()
    repeated = duck.execute("SELECT count(*) - count(DISTINCT record_key) FROM named").fetchone()
    if repeated is None or repeated[0]:
        raise DoisoatError("STD-KEY-TWICE", source=source_id, table=table.name)
    columns = ",\n    ".join(_column(role, item.name) for item in (*table.fields, *table.derived()))
    records = read_sql("standardise/records").format(
        source=_quote(source_id),
        as_of=_quote(as_of),
        pad=_pad(secret, source_id),
        columns=columns,
    )
    duck.execute(f"COPY ({records}) TO '{_quote(str(out))}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)")
    fates: dict[str, list[int]] = {"copy": [], "conflict": []}
    for identifier, fate in duck.execute("SELECT _id, fate FROM fates ORDER BY _id").fetchall():
        fates[fate].append(identifier)
    if own := OWN_KEY.get(table.name):
        duck.execute(read_sql("standardise/lead_keys").format(own=own))
    return Finished(keyed.num_rows, keys, keyed, fates["copy"], fates["conflict"])


def _mean(duck: duckdb.DuckDBPyConnection, villages: VillageRegistry) -> bool:
    """Narrow the villages of the view ``staged`` to what the source's habits leave; whether that changed anything."""
    groups = duck.execute(read_sql("standardise/village_groups")).df()
    found = narrowed(groups, villages)
    if found.empty:
        return False
    duck.register("arriving", found)
    duck.execute("CREATE OR REPLACE TEMP TABLE village_meant AS FROM arriving")
    duck.unregister("arriving")
    duck.execute("DROP VIEW IF EXISTS unnarrowed")
    duck.execute("ALTER VIEW staged RENAME TO unnarrowed")
    duck.execute(read_sql("standardise/villages_meant"))
    return True


def merges_lines(role: Role) -> bool:
    """Whether lines that say the same are one record: a parcel written once for each holder, its certificate too."""
    return role.written_once


def _borrowed(role: Role) -> bool:
    """Whether the key is read from a value that was not declared to be one."""
    return not role.rule.key and role.table.name in NATURAL and not merges_lines(role)


def _mint(duck: duckdb.DuckDBPyConnection, role: Role, content: str, source_id: str) -> pa.Table:
    """Fill ``matched(id, record_key)`` for records without a key; return the rows of keys.parquet."""
    table = role.table
    duck.execute("CREATE OR REPLACE TEMP TABLE matched (id BIGINT, record_key VARCHAR)")
    duck.execute('CREATE OR REPLACE TEMP TABLE prior AS SELECT * FROM all_prior WHERE "table" = ?', [table.name])
    parent = "coalesce(staged._parent, lead_keys.lead_key)" if table.name in PARENTS else "NULL::VARCHAR"
    hashes = hash_expressions(table, parent, content)
    duck.execute(read_sql("standardise/fresh").format(table=table.name, parent=parent, content=content, hashes=hashes))
    if _count(duck, "fresh"):
        if _count(duck, "prior"):
            for name in hash_columns():
                exact = "TRUE" if name == "h0" else "FALSE"
                duck.execute(read_sql("standardise/match_prior").format(hash=name, exact=exact))
        _mint_new(duck, table, source_id)
    here = ", ".join(f"fresh.{name}" for name in hash_columns())
    statement = read_sql("standardise/keys").format(
        table=table.name, hashes=here, prior_hashes=", ".join(hash_columns())
    )
    return duck.execute(statement).to_arrow_table()


def _mint_new(duck: duckdb.DuckDBPyConnection, table: Table, source_id: str) -> None:
    if table.name in PARENTS:
        duck.execute(read_sql("standardise/mint_numbers").format(prefix=table.key_prefix))
        return
    statement = read_sql("standardise/mint_surrogates")
    for salt in range(_SALTS):
        duck.execute(statement.format(prefix=table.key_prefix, source=_quote(source_id), salt=salt))
        if _count(duck, "matched") == _count(duck, "fresh"):
            return


def _count(duck: duckdb.DuckDBPyConnection, table: str) -> int:
    found = duck.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def _column(role: Role, name: str) -> str:
    """SQL of one canonical column: the key of a parcel or household is filled where the source has none."""
    if name == PARENTS.get(role.table.name) and role.shares:
        return f"coalesce(keyed.{name}, keyed.lead_key) AS {name}"
    if name == OWN_KEY.get(role.table.name):
        return f"coalesce(keyed.{name}, keyed.record_key) AS {name}"
    return f"keyed.{name}"


def _pad(secret: str, source_id: str) -> str:
    """What is put before a key when its reference is hashed: one block of SHA-256, from the secret and the source.

    A reference is cut to 80 bits, so that a hash cannot be continued from it and the simple keyed hash is enough.
    """
    return hashlib.sha256(f"{secret}\0{source_id}".encode()).hexdigest()


def _quote(text: str) -> str:
    return text.replace("'", "''")
