"""From staged rows to the records of one canonical table: keys, references, and rows that turn out to be none.

Invariant: `record_key` is unique in the source over all its tables, and a record keeps it from extract to extract.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from doisoat.errors import DoisoatError
from doisoat.gazetteer.village_habits import narrowed
from doisoat.gazetteer.villages import VillageRegistry
from doisoat.registers.schema import Table
from doisoat.sqlwork import Fragment, Session, identifier, literal, rows_of
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
    session: Session,
    role: Role,
    staged: Fragment,
    out: Path,
    source_id: str,
    as_of: str,
    secret: str,
    villages: VillageRegistry | None = None,
) -> Finished:
    """Write one canonical table.

    Args:
        session: has the variables ``checksums`` (file → sha256), ``days`` (file → day it speaks of) and the
            tables ``lead_keys(_group, lead_key)`` and ``all_prior`` (previous keys.parquet).
        role: the table and how it is mapped.
        staged: its staged rows.
        out: file to write.
        source_id: the source.
        as_of: date the extract speaks of, for rows that neither say theirs nor stand in a file that does.
        secret: key of record references.
        villages: tells by the source's habits which of several villages a label means; None: the source says so itself.
    """
    table = role.table
    statements = ("borrowed_twice", "staged") if _borrowed(role) else ("staged_plain",)
    duck = session.con
    for statement in statements:
        session.run(f"standardise/{statement}", files=staged)
    meant = villages is not None and "village" in table.names() and _mean(session, villages)
    content = Fragment(
        ", ".join(f"coalesce(staged.{identifier(item.name)}::VARCHAR, chr(30))" for item in table.fields)
    )
    session.run("standardise/doubtful", content=content)
    session.run("standardise/fates", merges=merges_lines(role))
    keys = _mint(session, role, content, source_id)
    plain = not meant and not any(_count(session, name) for name in ("matched", "lead_keys", "fates"))
    session.run("standardise/keyed_plain" if plain else "standardise/keyed", prefix=table.key_prefix)
    session.run("standardise/named")
    keyed = duck.execute("SELECT _id, record_key FROM named ORDER BY _id").to_arrow_table()
    repeated = duck.execute("SELECT count(*) - count(DISTINCT record_key) FROM named").fetchone()
    if repeated is None or repeated[0]:
        raise DoisoatError("STD-KEY-TWICE", source=source_id, table=table.name)
    columns = ",\n    ".join(_column(role, item.name) for item in (*table.fields, *table.derived()))
    session.variable("pad", _pad(secret, source_id))
    records = session.text("standardise/records", source=source_id, as_of=as_of, columns=Fragment(columns))
    session.write(records, out)
    fates: dict[str, list[int]] = {"copy": [], "conflict": []}
    for row, fate in duck.execute("SELECT _id, fate FROM fates ORDER BY _id").fetchall():
        fates[fate].append(row)
    if own := OWN_KEY.get(table.name):
        session.run("standardise/lead_keys", own=own)
    return Finished(keyed.num_rows, keys, keyed, fates["copy"], fates["conflict"])


def _mean(session: Session, villages: VillageRegistry) -> bool:
    """Narrow the villages of the view ``staged`` to what the source's habits leave; whether that changed anything."""
    groups = session.frame("standardise/village_groups")
    found = narrowed(groups, villages)
    if found.empty:
        return False
    session.table("village_meant", found)
    session.con.execute("DROP VIEW IF EXISTS unnarrowed")
    session.con.execute("ALTER VIEW staged RENAME TO unnarrowed")
    session.run("standardise/villages_meant")
    return True


def merges_lines(role: Role) -> bool:
    """Whether lines that say the same are one record: a parcel written once for each holder, its certificate too."""
    return role.written_once


def _borrowed(role: Role) -> bool:
    """Whether the key is read from a value that was not declared to be one."""
    return not role.rule.key and role.table.name in NATURAL and not merges_lines(role)


def _mint(session: Session, role: Role, content: Fragment, source_id: str) -> pa.Table:
    """Fill ``matched(id, record_key)`` for records without a key; return the rows of keys.parquet."""
    table = role.table
    session.con.execute("CREATE OR REPLACE TEMP TABLE matched (id BIGINT, record_key VARCHAR)")
    session.con.execute(
        f'CREATE OR REPLACE TEMP TABLE prior AS SELECT * FROM all_prior WHERE "table" = {literal(table.name)}'
    )
    parent = "coalesce(staged._parent, lead_keys.lead_key)" if table.name in PARENTS else "NULL::VARCHAR"
    hashes = Fragment(hash_expressions(table, parent, content.text))
    session.run("standardise/fresh", table=table.name, parent=Fragment(parent), content=content, hashes=hashes)
    if _count(session, "fresh"):
        if _count(session, "prior"):
            for name in hash_columns():
                session.run("standardise/match_prior", hash=name, exact=name == "h0")
        _mint_new(session, table, source_id)
    columns = hash_columns()
    return session.arrow(
        "standardise/keys", table=table.name, hashes=rows_of(columns, "fresh"), prior_hashes=rows_of(columns)
    )


def _mint_new(session: Session, table: Table, source_id: str) -> None:
    if table.name in PARENTS:
        session.run("standardise/mint_numbers", prefix=table.key_prefix)
        return
    for salt in range(_SALTS):
        session.run("standardise/mint_surrogates", prefix=table.key_prefix, source=source_id, salt=salt)
        if _count(session, "matched") == _count(session, "fresh"):
            return


def _count(session: Session, table: str) -> int:
    found = session.con.execute(f"SELECT count(*) FROM {identifier(table)}").fetchone()
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
