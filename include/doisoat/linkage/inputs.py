"""What a linkage reads and returns: canonical Parquet files by table, settings, and the files written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from doisoat.linkage.engine import Engine
from doisoat.runs.link_report import LinkReport
from doisoat.sqlwork import parquet

__all__ = ["LinkConfig", "LinkInputs", "LinkResult", "open_inputs"]

_SYSTEM = ("source_id", "record_key")
_PLACE = ("unit_candidates", "unit_current", "unit_status", "village_key", "village_candidates")

# Only the columns linkage reads; an extract may have more, and may lack any of them (then they are null).
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "population": (
        *_SYSTEM,
        "personal_id",
        "former_id",
        "full_name",
        "full_name_key",
        "sex",
        "date_of_birth",
        "household_no",
        "relation_to_head",
        "residence",
        "moved_to_unit",
        "house_no",
        *_PLACE,
    ),
    "household": (
        *_SYSTEM,
        "household_no",
        "head_personal_id",
        "head_name",
        "head_name_key",
        "house_no",
        "member_count",
        *_PLACE,
    ),
    "household_member": (
        *_SYSTEM,
        "household_no",
        "personal_id",
        "full_name",
        "full_name_key",
        "sex",
        "date_of_birth",
        "relation_to_head",
        "to_on",
    ),
    "social_insurance": (
        *_SYSTEM,
        "participant_no",
        "health_card_no",
        "personal_id",
        "former_id",
        "full_name",
        "full_name_key",
        "sex",
        "date_of_birth",
        "scheme",
        "status",
        "household_no",
        *_PLACE,
    ),
    "parcel": (
        *_SYSTEM,
        "parcel_key",
        "parcel_code",
        "unit_code",
        "map_sheet_no",
        "parcel_no",
        "former_unit_code",
        "former_map_sheet_no",
        "former_parcel_no",
        "split_from",
        "merged_from",
        "area_m2",
        "land_use",
        *_PLACE,
    ),
    "certificate": (*_SYSTEM, "serial", "parcel_key"),
    "right": (
        *_SYSTEM,
        "parcel_key",
        "holder_kind",
        "holder_name",
        "holder_name_key",
        "holder_personal_id",
        "holder_former_id",
        "holder_birth_year",
    ),
}
_TYPES = {"area_m2": "DOUBLE", "member_count": "INTEGER", "holder_birth_year": "INTEGER"}


@dataclass(frozen=True)
class LinkInputs:
    """Paths of the canonical Parquet files of every source, by table; any of them may be empty."""

    population: tuple[Path, ...] = ()
    household: tuple[Path, ...] = ()
    household_member: tuple[Path, ...] = ()
    social_insurance: tuple[Path, ...] = ()
    parcel: tuple[Path, ...] = ()
    certificate: tuple[Path, ...] = ()
    right: tuple[Path, ...] = ()

    @classmethod
    def of(cls, tables: Mapping[str, Iterable[Path | str]]) -> LinkInputs:
        """From {table: paths}; raises TypeError for a table linkage does not know."""
        return cls(**{name: tuple(sorted(Path(p) for p in paths)) for name, paths in tables.items()})

    @classmethod
    def in_folders(cls, folders: Iterable[Path]) -> LinkInputs:
        """From standardised folders, each holding ``{table}.parquet`` for the tables its source has."""
        found = list(folders)
        return cls.of({f.name: [p for d in found if (p := d / f"{f.name}.parquet").exists()] for f in fields(cls)})


@dataclass(frozen=True)
class LinkConfig:
    """Settings of a linkage. Thresholds are in bits (log2 of the odds that a pair is one entity).

    ``accept_bits``: a pair at or above is linked; ``review_bits``: down to here a person is asked. ``margin_bits``:
    a record whose best two rivals are nearer than this goes to neither. ``duplicate_bits``: how much more evidence
    two rows of one source need than two rows of different sources. ``block_cap``: largest block compared whole.
    """

    run_id: str = ""
    accept_bits: float = 3.0
    review_bits: float = -4.0
    margin_bits: float = 2.0
    duplicate_bits: float = 6.0
    contradiction_bits: float = 14.0
    block_cap: int = 80
    shared_id_cap: int = 8
    sample_ids: int = 4000
    sample_pairs: int = 300_000
    mint_key: str = ""


@dataclass(frozen=True)
class LinkResult:
    """Files written, and a report of counts, bounded blocks, thresholds and seconds (no personal data).

    ``successions``: parcels that others were made of (run, change, parent_source, parent_record, child_source,
    child_record).
    """

    entities: Path
    links: Path
    model: Path
    aliases: Path
    report: LinkReport
    successions: Path | None = None


def open_inputs(engine: Engine, tables: LinkInputs, prefix: str = "in") -> dict[str, int]:
    """Create the views ``<prefix>_<table>`` with exactly COLUMNS (absent ones null); returns rows per table."""
    engine.con.execute("CREATE OR REPLACE TABLE block_size (kind INTEGER, key UBIGINT, size BIGINT)")
    counts: dict[str, int] = {}
    for name, columns in COLUMNS.items():
        paths = getattr(tables, name)
        if paths:
            relation = str(parquet(*paths))
            present = {row[0] for row in engine.con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
        else:
            relation, present = "(SELECT 1 WHERE false)", set()
        chosen = ", ".join(
            f"CAST({c if c in present else 'NULL'} AS {_TYPES.get(c, 'VARCHAR')}) AS {c}" for c in columns
        )
        engine.con.execute(f"CREATE OR REPLACE VIEW {prefix}_{name} AS SELECT {chosen} FROM {relation}")
        counts[name] = engine.scalar(f"SELECT count(*) FROM {prefix}_{name}")
    return counts
