"""What the run's village labels mean once its records are linked, and which communes have no list to judge them by.

Written beside the links, before anything is compared: ``villages/meaning.parquet`` (records whose village other sources
make clearer), ``villages/names.parquet`` (the present name of each village) and ``villages/unlisted.parquet`` (labels
no list can call wrong).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.gazetteer.village_evidence import settle
from doisoat.gazetteer.village_lists import UNLISTED, unlisted
from doisoat.gazetteer.villages import VillageRegistry
from doisoat.pipeline.village_registry import registry
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import TABLES
from doisoat.runs.files import LinkedFiles
from doisoat.runs.run import Run
from doisoat.sqlwork import Limits, Session, open_session, parquet


def write(
    workspace: Workspace, run: Run, tables: Mapping[str, Sequence[Path]], entities: Path, folder: Path
) -> dict[str, int]:
    """Write the three files of a linked run into ``folder``/villages.

    Args:
        workspace: the installation.
        run: the run.
        tables: canonical table → Parquet files.
        entities: entities.parquet of the linkage.
        folder: existing folder.

    Returns:
        ``{"villages_settled", "labels_unlisted"}``: records whose village became clearer, labels without a list.
    """
    linked = LinkedFiles(folder.as_posix())
    Path(linked.villages).mkdir()
    known, _ = registry(workspace)
    with open_session(Limits(workspace.memory, workspace.threads)) as session:
        attach(session, tables, entities)
        session.make("gazetteer/village_record")
        found = settle(session, known, _saying(workspace))
        communes = pd.DataFrame({"unit": list(workspace.config.settings.units)}, dtype="str")
        session.table("config_unit", communes)
        written, shared = (session.frame(f"gazetteer/{name}") for name in ("label_written", "label_shared"))
    absent = unlisted(written, shared, known.aliases)
    pq.write_table(found, linked.village("meaning"))
    pq.write_table(names(known), linked.village("names"))
    types = [(name, pa.int64() if name == "records" else pa.string()) for name in UNLISTED]
    pq.write_table(pa.Table.from_pandas(absent, pa.schema(types), preserve_index=False), linked.village("unlisted"))
    return {"villages_settled": found.num_rows, "labels_unlisted": len(absent.groupby(["unit", "key"]))}


def _saying(workspace: Workspace) -> list[str]:
    """Sources that say which time their labels belong to."""
    rules = {name: source.village for name, source in workspace.config.sources.items()}
    return [name for name, rule in rules.items() if rule.as_of or rule.labels != "auto" or rule.old_of]


def attach(session: Session, tables: Mapping[str, Sequence[Path]], entities: Path) -> None:
    """Make views of the canonical tables that state villages, of the households' members, and ``entities``."""
    for name in ("population", "household", "household_member", "social_insurance", "parcel"):
        if paths := tables.get(name, ()):
            session.view(name, parquet(*paths))
        else:
            session.table(name, TABLES[name].arrow_schema().empty_table())
    session.view("entities", parquet(entities))


def names(known: VillageRegistry) -> pa.Table:
    """village_id and the label it bears on the day of the run; villages that have none are left out."""
    labels: dict[str, set[str]] = {}
    for alias in known.aliases:
        if alias.valid_on(known.today):
            labels.setdefault(alias.village_id, set()).add(alias.label)
    rows = [(village, " / ".join(sorted(labels[village]))) for village in sorted(labels)]
    columns = list(zip(*rows, strict=True)) if rows else [(), ()]
    return pa.table(
        {
            name: pa.array(list(values), pa.string())
            for name, values in zip(("village_id", "label"), columns, strict=True)
        }
    )
