"""Reading again what has not changed, or only its day: what is used again, and what the ledger says of days."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from doisoat.pipeline import tables
from doisoat.pipeline.days import VIETNAM
from doisoat.pipeline.ingest import ingest_batch, plan_ingest
from doisoat.pipeline.workspace import Workspace, open_workspace
from doisoat.store import transaction

SOURCE = "population.commune.17677"
TOMORROW = (datetime.now(VIETNAM) + timedelta(days=1)).date().isoformat()


class Place:
    """A commune with one book, read as often as wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config" / "sources").mkdir(parents=True)
        (folder / "data").mkdir()
        self._write("doisoat", {"province": "40", "units": ["17677"], "as_of": "2026-11-01"})
        self._write("connections", {"files": {"kind": "folder", "path": "../data"}})
        self.count = 0

    def _write(self, name: str, content: dict[str, Any]) -> None:
        (self.folder / "config" / f"{name}.yaml").write_text(yaml.safe_dump(content), "utf-8")

    def book(self, *days: str, name: str = "so.csv", changed: str | None = None) -> None:
        rows = [f"{n},Lê Văn {'ABCDE'[n]},{day}" for n, day in enumerate(days)]
        path = self.folder / "data" / name
        path.write_text("\n".join(["ma,ho_ten,ngay", *rows, ""]), "utf-8")
        if changed:
            moment = datetime.fromisoformat(changed).replace(tzinfo=UTC).timestamp()
            os.utime(path, (moment, moment))

    def open(self, as_of: Any) -> Workspace:
        columns = {"ma": "household_no", "ho_ten": "full_name"}
        self._write(
            f"sources/{SOURCE}",
            {
                "source_id": SOURCE,
                "register": "population",
                "level": "commune",
                "owner": "17677",
                "as_of": as_of,
                "format": "csv",
                "location": {"connection": "files", "path": "so*.csv"},
                "unit": {"from": "constant", "value": "17677"},
                "tables": {"population": {"key": ["ma"], "columns": columns, "required": ["ho_ten"]}},
            },
        )
        out = self.folder / "out"
        settings = {"DOISOAT_VAR": str(out), "DOISOAT_STORE": str(out), "DOISOAT_DATABASE": f"sqlite:///{out}/x.db"}
        return open_workspace(self.folder / "config", settings)

    def read(self, as_of: Any) -> dict[str, Any]:
        workspace = self.open(as_of)
        self.count += 1
        plan = plan_ingest(workspace, None, None, None, f"read {self.count}")
        ingest_batch(workspace, plan["ingest"], [SOURCE])
        with transaction(workspace.engine) as connection:
            query = select(tables.source_read).where(tables.source_read.c.ingest == plan["ingest"])
            return dict(connection.execute(query).mappings().one())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_same_bytes_of_another_day_are_other_records(place: Place) -> None:
    place.book("", "", changed="2026-10-01")
    # the keys of the read before are an input too: the first read has none
    _, first, again = (place.read("file_modified") for _ in range(3))
    assert (first["as_of"], first["standardised"]) == ("2026-10-01", again["standardised"])
    place.book("", "", changed="2026-11-01")
    later = place.read("file_modified")
    assert later["as_of"] == "2026-11-01"
    assert later["standardised"] != first["standardised"]
    assert later["landed"] == first["landed"].replace("2026-10-01", "2026-11-01")


def test_next_months_file_is_put_beside_this_months(place: Place) -> None:
    place.book("", "", name="so_01102026.csv")
    assert place.read("file_name")["as_of"] == "2026-10-01"
    place.book("", "", "", name="so_01112026.csv")
    read = place.read("file_name")
    assert (read["as_of"], read["tables"]) == ("2026-11-01", {"population": 3})


def test_rows_that_say_their_days(place: Place) -> None:
    place.book("01/10/2026", "01/10/2026", "02/10/2026")
    read = place.read({"column": "ngay"})
    assert (read["status"], read["as_of"]) == ("ok", "2026-10-02")
    assert f"/{SOURCE}/by-row/" in read["landed"]
    place.book("01/10/2026", "01/10/2026", TOMORROW)
    assert place.read({"column": "ngay"})["as_of"] == "2026-10-01"


@pytest.mark.parametrize(
    ("as_of", "name", "days"),
    [
        (TOMORROW, "so.csv", ("",)),
        ("file_name", f"so_{TOMORROW}.csv", ("",)),
        ({"column": "ngay"}, "so.csv", (TOMORROW, TOMORROW)),
    ],
)
def test_a_source_of_a_day_to_come_is_refused(place: Place, as_of: Any, name: str, days: tuple[str, ...]) -> None:
    place.book(*days, name=name)
    read = place.read(as_of)
    assert (read["status"], read["code"]) == ("failed", "RUN-SOURCE-FUTURE")
    assert SOURCE in read["message_vi"]
