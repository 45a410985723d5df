"""The fuzz targets for a moment, without the fuzzer: the corpus, and a few hundred inputs made from it."""

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz import counters, mutate, targets
from tests.sources.corpus.make import FOLDER

ROUNDS = {"xlsx": 200, "xls": 15, "csv": 250, "json": 300, "parquet": 150, "yaml": 200, "http": 120}


WAITING: dict[str, str] = {}


@pytest.mark.parametrize(
    "reader",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=WAITING[name])) if name in WAITING else name
        for name in targets.TARGETS
    ],
)
def test_only_errors_of_ours_and_no_row_lost(reader: str) -> None:
    found = list(targets.seeds(reader))
    assert len(found) >= 5
    for data in found:
        targets.TARGETS[reader](data)
    # A far cell that comes to lie where only the reading process can hold it costs a process: the fuzzer has the time.
    found = [data for data in found if reader != "xlsx" or not targets.FAR.search(data)]
    chance = random.Random(20261130)
    for _ in range(ROUNDS[reader]):
        targets.TARGETS[reader](mutate.changed(reader, chance.choice(found), chance))


def test_the_second_counter_sees_what_is_there() -> None:
    assert counters.lines(b"") == []
    assert counters.lines(b"a,b\r\nc\nd,e\rf,g\n") == ["a,b", "c", "d,e", "f,g"]
    assert counters.lines("ă\nâ".encode("utf-16")) == ["ă", "â"]
    assert counters.row_like('"NK01",Nguyễn Thị Hòa,,068185000001,Nữ')
    assert not counters.row_like("Số 5, thôn 2, xã Tà Hine")
    assert counters.items(b'[{"a":1},{"a":2}]', "items") == 2
    assert counters.items(b'{"data":{"items":[{}]}}', "data.items") == 1
    assert counters.items(b'{"a":1}\n\n{"a":2}\n', "items") == 2
    assert counters.items(b"a,b\n", "items") is None
    rows = counters.filled_rows(FOLDER / "xlsx" / "excel_signature_between_villages.xlsx")
    assert rows == {"Sheet1": {1, *range(3, 15), 16}}
    assert counters.filled_rows(FOLDER / "xlsx" / "poi_no_references.xlsx") == {"Sheet1": set(range(1, 7))}
    assert counters.filled_rows(FOLDER / "csv" / "google_sheets.csv") is None
    old = (FOLDER / "xls" / "excel_97_hidden_sheet.xls").read_bytes()
    assert counters.filled_rows_of_old(targets._stream(old)) == {"Sổ": set(range(1, 7)), "Cũ": {1, 2, 3}}
    assert counters.filled_rows_of_old(targets._stream(old[:2000])) is None


def test_a_target_notices_a_row_that_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    swallowed = b'NK01,"A,1950,1,Nam\nNK02,B,1951,2,Nam\nNK03,C",1952,3,Nam\n'
    heading = (FOLDER / "csv" / "google_sheets.csv").read_bytes().split(b"\r\n")[0] + b"\n"
    with monkeypatch.context() as patched:
        whole = targets._batches(heading + b"NK01,A,1950,1,Nam\n", "so.csv", targets.CSV)
        patched.setattr(targets, "_batches", lambda *_: whole)
        with pytest.raises(targets.Lost, match=r"lines \[2\]"):
            targets.csv(heading + swallowed)
    monkeypatch.setattr(targets, "_rows", lambda batches: 2)
    with pytest.raises(targets.Lost):
        targets.csv((FOLDER / "csv" / "google_sheets.csv").read_bytes())
    with pytest.raises(targets.Lost):
        targets.json((FOLDER / "json" / "pandas_records.json").read_bytes())
    with pytest.raises(targets.Lost):
        targets.parquet((FOLDER / "parquet" / "polars_large_strings.parquet").read_bytes())
    monkeypatch.setattr(targets, "_in_guard", lambda *_: [])
    with pytest.raises(targets.Lost, match="rows"):
        targets.xls((FOLDER / "xls" / "excel_97.xls").read_bytes())
    monkeypatch.setattr(targets, "_batches", lambda *_: _written())
    with pytest.raises(targets.Lost):
        targets.xlsx((FOLDER / "xlsx" / "excel_strict.xlsx").read_bytes())


def _written() -> list[object]:
    (targets._place / "raw").mkdir(exist_ok=True)
    Path(targets._place / "raw" / "so.xlsx").write_bytes((FOLDER / "xlsx" / "excel_strict.xlsx").read_bytes())
    return []


def test_changes_leave_containers_whole_and_reach_the_readers() -> None:
    """Most changed documents are documents still: else only the first check would be tried."""
    chance = random.Random(1)
    whole: Counter[str] = Counter()
    for _ in range(100):
        data = mutate.changed("json", (FOLDER / "json" / "pandas_records.json").read_bytes(), chance)
        whole["json"] += counters.items(data, "items") is not None
        path = targets._place / "changed.xlsx"
        path.write_bytes(mutate.changed("xlsx", (FOLDER / "xlsx" / "excel_strict.xlsx").read_bytes(), chance))
        whole["xlsx"] += counters.filled_rows(path) is not None
    assert whole["json"] > 60
    assert whole["xlsx"] > 30
