"""Whatever stands in the cells, every row is accounted for and no key is given twice."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.kit import HEADINGS, book, source
from tests.standardise.kit import run
from tests.standardise.test_land_and_households import HEADINGS as LAND_HEADINGS
from tests.standardise.test_land_and_households import land

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "NK1",
            "NK2",
            "Nguyễn Văn A",
            "Tổng cộng",
            "-",
            "068185000001",
            "1950",
            "00/00/1950",
            "Nam",
            "",
            " ",
            "\u0303",
            "=1+1",
            "NguyÔn ThÞ",
            "Thôn 5",
            "(1)",
            "Mã NK",
            "Ngày sinh",
            "BN 531146",
            "Người lập biểu",
            "T1",
            "T2",
            "ONT",
            "x" * 300,
        ]
    ),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12), keyed=st.booleans())
def test_every_row_of_a_dirty_book_is_accounted_for(rows: list[list[Any]], keyed: bool) -> None:
    rule = source().tables["population"].model_dump(by_alias=True)
    given_source = source(volume={"min": 0}, tables={"population": rule if keyed else rule | {"key": []}})
    with TemporaryDirectory() as name:
        folder = Path(name)
        book(folder / "so_nhan_khau.xlsx", rows, HEADINGS, titles=["SỔ"])
        done = run(folder, given_source)
        frames = [done[name][["lineage_row"]] for name in ("population", "quarantine", "skipped")]
        seen = pd.concat(frames)["lineage_row"].astype(int).tolist()
        last = max((n + 3 for n, row in enumerate(rows) if any(cell not in (None, "") for cell in row)), default=2)
        assert sorted(seen) == list(range(1, last + 1))
        assert done["population"]["record_key"].is_unique
        assert done["population"]["record_key"].notna().all()
        again = run(folder, given_source, "again", previous=done)
        assert again["population"]["record_key"].tolist() == done["population"]["record_key"].tolist()


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=10), keyed=st.booleans())
def test_every_line_of_a_dirty_cadastral_book_is_accounted_for(rows: list[list[Any]], keyed: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        book(folder / "so_nhan_khau.xlsx", rows, LAND_HEADINGS)
        done = run(folder, land(key=keyed, volume={"min": 0}))
        keys = pd.concat([done[name]["record_key"] for name in ("parcel", "certificate", "right")])
        assert keys.is_unique
        assert keys.notna().all()
        if not keyed:
            known = set(done["parcel"]["parcel_key"])
            assert set(done["right"]["parcel_key"]) | set(done["certificate"]["parcel_key"]) <= known
