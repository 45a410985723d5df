"""One value never stops a province: every canonical field holds anything, and the run goes through.

No exception, no source failed, every row accounted for, and what is published can be opened: the workbooks, the
report, the Parquet files, the SQL tables.
"""

import csv
import xml.etree.ElementTree as ElementTree
import zipfile
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from doisoat.cli.main import main
from doisoat.pipeline import tables
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.workspace import Workspace, open_workspace
from doisoat.runs.summary import SourceStates
from doisoat.store import transaction
from tests.faults.hostile import COMMUNES, province
from tests.support.services import ANSWERS, TemporaryDatabase

EXTRA = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text(st.characters(codec="utf-8", categories=("Mn", "Nd", "Nl", "No", "Cf", "Zs", "Lu")), max_size=12),
        st.integers(-(10**24), 10**24).map(str),
        st.floats().map(repr),
        st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
        st.builds("{}/{}/{}".format, *[st.integers(0, 99)] * 2, st.integers(0, 9999)),
        st.from_regex(r"[0-9 .,/%-]{1,15}", fullmatch=True),
    ),
    min_size=20,
    max_size=60,
)


def reconciled(folder: Path, config: Path, database: str | None = None) -> tuple[Workspace, dict[str, Any]]:
    """Run the province in this process; fails when a source failed or a rule could not be evaluated."""
    out = folder / "out"
    place = {"DOISOAT_VAR": str(out), "DOISOAT_STORE": str(out)}
    workspace = open_workspace(config, place | {"DOISOAT_DATABASE": database or f"sqlite:///{out}/x.db"})
    said: dict[str, dict[str, Any]] = {}
    ingest(workspace, progress=said.__setitem__)
    assert [failure for counts in said.values() for failure in counts.get("failed", ())] == []
    assert sum(counts.get("rules_not_evaluated", 0) for counts in said.values()) == 0
    return workspace, reconcile(workspace)


def check(workspace: Workspace, summary: dict[str, Any]) -> None:
    """Everything is accounted for and can be read."""
    assert summary.ledger_balanced
    assert summary.sources == SourceStates(summary.sources.read)
    published = f"published/{summary.run}"
    ledger = pd.read_parquet(workspace.store.local(f"{published}/data/ledger.parquet"))
    assert (ledger["rows_in"] == ledger[["rows_out", "rows_quarantined", "rows_skipped"]].sum(axis=1)).all()
    found = pd.read_parquet(workspace.store.local(f"{published}/data/discrepancies.parquet"))
    assert len(found) == summary.found > 0
    with transaction(workspace.engine) as connection:
        rows = select(func.count()).select_from(tables.discrepancy).where(tables.discrepancy.c.run == summary.run)
        assert connection.execute(rows).scalar() == len(found)
    books = [key for key in workspace.store.keys(f"{published}/worklists") if key.endswith(".xlsx")]
    assert len(books) == len(COMMUNES) + 1
    for key in books:
        with zipfile.ZipFile(workspace.store.local(key)) as book:
            for name in book.namelist():
                if name.endswith((".xml", ".rels")):
                    _check_part(ElementTree.fromstring(book.read(name)), name)
    page = Page()
    page.feed(workspace.store.get_bytes(f"{published}/report/index.html").decode("utf-8"))
    assert page.scripts == 0


def _check_part(part: ElementTree.Element, name: str) -> None:
    """No text of a cell is cut off, none became a formula or a link to somewhere else."""
    for item in part.iter():
        kind = item.tag.rsplit("}", 1)[-1]
        assert kind != "f", name
        assert item.get("TargetMode") != "External", name
        assert kind != "t" or len(item.text or "") <= 32_767


class Page(HTMLParser):
    """Counts what a value may have smuggled into a page."""

    scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += any("alert(1)" in (value or "") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.scripts += data.strip() == "alert(1)"


def drawn(examples: int) -> list[str]:
    """What hypothesis makes up in so many examples, for one run: a run is dear, a value in it is not."""
    values: list[str] = []

    @settings(max_examples=examples, deadline=None, database=None)
    @given(EXTRA)
    def gather(extra: list[str]) -> None:
        values.extend(extra)

    gather()
    print(f"to repeat: province(..., extra={values!r})")
    return values


def test_any_value_in_any_field_goes_through(tmp_path: Path) -> None:
    """Into PostgreSQL where it answers: it takes less than SQLite does (no NUL, no number beyond its column)."""
    config = province(tmp_path, count=160, each=5, extra=drawn(20))
    with TemporaryDatabase() if ANSWERS["postgres"]() else nullcontext() as database:
        workspace, summary = reconciled(tmp_path, config, database)
        check(workspace, summary)
        workspace.engine.dispose()


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(4))
def test_many_values_in_every_field_go_through(tmp_path: Path, seed: int) -> None:
    config = province(tmp_path, count=3_000, each=4, extra=drawn(200), seed=seed)
    check(*reconciled(tmp_path, config))


def test_parcel_codes_of_two_lengths(tmp_path: Path) -> None:
    """Two land offices half-way from unit.sheet.parcel to the 12-character code, each with other parcels."""
    new = {level: {n for n in range(1, 13) if n % step} for level, step in (("central", 3), ("commune", 2))}
    for level, owner, key in (("central", "x", "T"), ("commune", "17677", "C")):
        parcels = [
            {
                "record_key": f"{key}{n}",
                "parcel_code": f"w76gwjw9yp{n:02}" if n in new[level] else f"17677.4.{n}",
                "unit_code": "17677",
                "map_sheet_no": 4,
                "parcel_no": n,
                "area_m2": 100 + n,
            }
            for n in range(1, 13)
        ]
        rights = [
            {
                "record_key": f"{key}R{n}",
                "parcel_key": f"{key}{n}",
                "holder_kind": "individual",
                "holder_name": f"Nguyễn Văn {chr(64 + n)}n",
                "share": 1,
            }
            for n in range(1, 13)
        ]
        table = {}
        for name, rows, renamed in (("parcel", parcels, {"record_key": "parcel_key"}), ("right", rights, {})):
            path = tmp_path / "data" / f"{level}_{name}.csv"
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            columns = {column: renamed.get(column, column) for column in rows[0]}
            columns = {column: field for column, field in columns.items() if field != "record_key"}
            table[name] = {"from": {"files": path.name}, "key": ["record_key"], "columns": columns}
        source = {
            "source_id": f"land.{level}.{owner}",
            "register": "land",
            "level": level,
            "owner": owner,
            "as_of": "2026-11-10",
            "format": "csv",
            "location": {"connection": "files", "path": f"{level}_*.csv"},
            "tables": table,
            "covers": {"units": ["17677"]},
        }
        (tmp_path / "config" / "sources").mkdir(parents=True, exist_ok=True)
        (tmp_path / "config" / "sources" / f"{level}.yaml").write_text(yaml.safe_dump(source), "utf-8")
    (tmp_path / "config" / "connections.yaml").write_text("files: {kind: folder, path: ../data}\n", "utf-8")
    (tmp_path / "config" / "doisoat.yaml").write_text(
        "province: '40'\nunits: ['17677']\nas_of: '2026-11-15'\n", "utf-8"
    )
    out = tmp_path / "out"
    assert main(["run", "--config", str(tmp_path / "config"), "--out", str(out)]) == 0
    (entities,) = out.glob("published/*/data/entities.parquet")
    parcels = pd.read_parquet(entities).query("table == 'parcel'")
    assert parcels.groupby("entity_id")["source"].nunique().tolist() == [2] * 12
