"""A line that only names a holder continues the parcel above it, within its sheet and never over another key."""

import pyarrow as pa

from doisoat.sources.model import TableRule
from doisoat.sources.readers.batch import FILE, ROW, SHEET
from doisoat.standardise.filldown import fill_down

PARCEL = TableRule(key=("so",), columns={"so": "parcel_no", "dien_tich": "area_m2"})
RIGHT = TableRule(columns={"chu": "holder_name"})
RULES = {"parcel": PARCEL, "right": RIGHT}
Row = tuple[str | None, str | None, str | None]


def filled(*rows: Row, sheets: str = "", rules: dict[str, TableRule] = RULES) -> list[Row]:
    sheet = list(sheets) or ["1"] * len(rows)
    data = pa.table(
        {
            FILE: pa.array(["f"] * len(rows)),
            SHEET: pa.array(sheet),
            ROW: pa.array(range(1, len(rows) + 1), pa.int32()),
            **{
                name: pa.array([row[i] for row in rows], pa.string())
                for i, name in enumerate(("so", "dien_tich", "chu"))
            },
        }
    )
    found = fill_down(data, rules)
    assert found.column_names == data.column_names
    return list(zip(*(found[name].to_pylist() for name in ("so", "dien_tich", "chu")), strict=True))


def test_holders_below_a_parcel_get_its_cells() -> None:
    rows = [("1", "100", "An"), (None, None, "Bình"), (None, None, "Chi"), ("2", "50", "Dũng")]
    assert filled(*rows) == [("1", "100", "An"), ("1", "100", "Bình"), ("1", "100", "Chi"), ("2", "50", "Dũng")]


def test_a_parcel_with_an_empty_cell_keeps_it_empty() -> None:
    rows: list[Row] = [("1", "100", "An"), (None, "60", "Bình"), (None, None, "Chi")]
    assert filled(*rows)[1] == (None, "60", "Bình")
    assert filled(*rows)[2] == (None, "60", "Chi")


def test_a_line_with_another_key_is_another_parcel_and_one_with_the_same_goes_on() -> None:
    assert filled(("1", "100", "An"), ("2", None, "Bình"))[1] == ("2", None, "Bình")
    assert filled(("1", "100", "An"), ("1", None, "Bình"))[1] == ("1", "100", "Bình")


def test_nothing_is_carried_over_the_border_of_a_sheet_or_to_a_blank_line() -> None:
    rows: list[Row] = [("1", "100", "An"), (None, None, "Bình")]
    assert filled(*rows, sheets="12") == rows
    blank: list[Row] = [("1", "100", "An"), (None, None, None)]
    assert filled(*blank) == blank
    first: list[Row] = [(None, None, "An"), ("1", "100", "Bình")]
    assert filled(*first) == first


def test_a_table_alone_is_never_filled() -> None:
    rows: list[Row] = [("1", "100", "An"), (None, None, "Bình")]
    assert filled(*rows, rules={"parcel": PARCEL}) == rows
