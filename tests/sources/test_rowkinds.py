"""Which rows of a sheet are no records: words never outrank a name with a number, a date or an id."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.sources.readers.headings import Heading
from doisoat.sources.readers.identity import Roles, roles_of
from doisoat.sources.readers.rowkinds import NO_FOOTER, Grid, row_kinds
from doisoat.sources.readers.trimming import trimmed
from tests.sources.kit import book, column, read_all, skipped, source

HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Số CCCD", "Ghi chú")
ROLES = Roles(names=frozenset({1}), dates=frozenset({2}), ids=frozenset({3}))
PERSON = ["1", "Lê Văn An", "1960", "", ""]


def kinds(*rows: list[str], top: bool = True, roles: Roles = ROLES, mapped: tuple[int, ...] = (1, 2, 3)) -> list[str]:
    """A letter a row: r record, T title, S sum, H heading, N numbers, F footer, b blank."""
    width = len(HEADINGS)
    cells = [(row + [""] * width)[:width] for row in rows]
    columns = [trimmed(pa.array(list(column), pa.string())) for column in zip(*cells, strict=True)]
    grid = Grid(columns, frozenset(mapped), tuple(map(Heading, HEADINGS)), None, roles)
    letters = {
        None: "r",
        "STD-SKIP-TITLE": "T",
        "STD-SKIP-TOTAL": "S",
        "STD-SKIP-HEADING": "H",
        "STD-SKIP-NUMBERS": "N",
        "STD-SKIP-FOOTER": "F",
        "STD-SKIP-BLANK": "b",
    }
    return [letters[kind] for kind in row_kinds(grid, NO_FOOTER, top)[0]]


REMARKS = ["Trưởng thôn", "Chủ tịch", "Kế toán", "cán bộ", "Công chức tư pháp", "Tổng hợp", "Ghi chú: mất", "nơi nhận"]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_ends_no_list(remark: str) -> None:
    rows = [["1", "Lê Văn An", "", "", ""], ["2", "Trần Thị Bê", "", "", remark], ["3", "Vũ Văn Ca", "1960", "", ""]]
    assert kinds(*rows, *rows[:1]) == ["r"] * 4
    unnumbered = [["", name, "", "", last] for _, name, _, _, last in rows]
    assert kinds(*unnumbered) == ["r"] * 3


@pytest.mark.parametrize(
    "row",
    [
        ["1", "Tổng", "1960", "060085000001", ""],
        ["1", "Cộng", "02/01/1960", "", ""],
        ["", "Tổng Minh", "1960", "", ""],
        ["7", "Cộng Hòa", "", "", ""],
        ["", "Kế Toán", "1960", "060085000001", ""],
        ["", "Chủ tịch", "", "060085000001", ""],
        ["2", "Trưởng Thôn", "", "", ""],
        ["", "", "", "060085000001", "Kế toán"],
    ],
)
def test_people_called_like_a_total_or_an_office(row: list[str]) -> None:
    assert kinds(PERSON, PERSON, row, PERSON) == ["r"] * 4


@pytest.mark.parametrize(
    "row",
    [
        ["Tổng số: 6 người", "", "", "", ""],
        ["", "Tổng cộng", "1960", "", ""],
        ["Cộng", "", "825", "", ""],
        ["", "Tổng cộng:", "", "12", ""],
        ["", "Cộng trang 3", "40", "", ""],
        ["", "Tổng diện tích", "", "12.5", ""],
    ],
)
def test_totals_are_skipped(row: list[str]) -> None:
    assert kinds(PERSON, PERSON, row) == ["r", "r", "S"]


@pytest.mark.parametrize("row", [list("ABCDE"), ["(1)", "(2)", "(3)", "(4)=1+2", "(5)"], ["A", "B", "1", "2", "3=1+2"]])
def test_numbers_and_letters_of_columns_are_no_people(row: list[str]) -> None:
    assert kinds(row, PERSON) == ["N", "r"]
    assert kinds(list("ABCDE"), row, PERSON) == ["N", "N", "r"]
    assert kinds(PERSON, PERSON, ["", "A", "", "", ""]) == ["r", "r", "r"]


@pytest.mark.parametrize("name", ["Xác nhận của UBND", "TM. UBND xã", "Người lập danh sách", "UBND xã Tà Hine"])
def test_a_dated_confirmation_is_no_person(name: str) -> None:
    assert kinds(PERSON, PERSON, ["", name, "15/11/2026", "", ""], ["", "Trần Văn Ký", "", "", ""])[2:] == ["F", "F"]


HOLDERS = [
    "Cộng đồng dân cư Khu phố 5",
    "cong dong dan cu thon 3",
    "Tổng công ty Cao su Đồng Nai",
    "TONG CONG TY LAM NGHIEP",
    "Tổng cục Dự trữ",
    "Tổng kho xăng dầu",
]


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_holder_called_like_a_total_on_a_line_of_its_own_is_a_record(holder: str) -> None:
    assert kinds(PERSON, PERSON, ["", holder, "", "", ""], PERSON) == ["r"] * 4


SIGNED = [
    ["", "Hàm Thạnh, ngày 15 tháng 11 năm 2026", "", "", ""],
    ["", "Người lập biểu", "", "Trưởng thôn", ""],
    ["", "(Ký, ghi rõ họ tên)", "", "", ""],
    ["", "", "", "", ""],
    ["", "Nguyễn Văn Bình", "", "Trần Thị Hoa", ""],
]


def test_a_signature_block_is_skipped_with_its_signers() -> None:
    assert kinds(PERSON, PERSON, ["", "", "", "", ""], *SIGNED) == ["r", "r", "b", "F", "F", "F", "b", "F"]


@pytest.mark.parametrize(
    "opening",
    [
        [],
        [["THÔN 4", "", "", "", ""]],
        [list(HEADINGS)],
        [["", "", "", "", ""]],
        [["II. Thôn Phú Lộc"]],
        [["", "DANH SÁCH KHÓM 4"]],
    ],
)
def test_a_second_village_below_a_signature_block(opening: list[list[str]]) -> None:
    second = [
        ["1", "Đỗ Minh Khôi", "", "", ""],
        ["", "Vũ Thị Mai", "1970", "", ""],
        ["", "Hoàng Văn Nam", "", "060085000002", ""],
    ]
    found = kinds(PERSON, *SIGNED, *opening, *second, *SIGNED)
    after = 1 + len(SIGNED) + len(opening)
    assert found[after : after + 3] == ["r", "r", "r"]
    assert found[after + 3 :] == ["F", "F", "F", "b", "F"]
    assert "r" not in found[1:after]


def test_names_alone_below_a_section_title_need_something_beside_them() -> None:
    rows = [["THÔN 4"], ["", "Đỗ Minh Khôi", "", "", "vắng"], ["", "Vũ Thị Mai", "", "", ""]]
    assert kinds(PERSON, *SIGNED, *rows)[-3:] == ["T", "r", "r"]
    assert kinds(PERSON, *SIGNED, ["THÔN 4"], ["", "Nguyễn Văn Bình", "", "", ""])[-1] == "F"


def test_ordinary_rows_end_a_footer_though_nobody_looks_at_them_closely() -> None:
    roles, mapped = Roles(frozenset({1}), frozenset({3}), frozenset({2})), (0, 1, 2, 3, 4)
    whole = ["9", "Lê Văn An", "1960", "060085000001", "x"]
    found = kinds(PERSON, *SIGNED, whole, whole, [""], ["", "Vũ Thị Mai", "", "", ""], roles=roles, mapped=mapped)
    assert found[-4:] == ["r", "r", "b", "r"]


def test_numbers_of_columns_and_records_of_small_numbers() -> None:
    assert kinds(["(1)", "(2)", "(3)", "(4)", "(5)"], PERSON) == ["N", "r"]
    assert kinds(["A", "B", "1", "2", "3=1+2"], PERSON) == ["N", "r"]
    assert kinds(list(HEADINGS), ["1", "2", "3", "4", "5"], PERSON) == ["H", "N", "r"]
    parcels = Roles(keys=frozenset({1, 2}))
    assert kinds(["1", "5", "12", "", ""], ["2", "5", "13", "", ""], roles=parcels) == ["r", "r"]
    # Rows at the top of a later part of a sheet do not stand below its heading.
    assert kinds(["1", "2", "3", "4", "5"], top=False) == ["r"]


def test_a_repeated_heading_is_no_record() -> None:
    assert kinds(PERSON, list(HEADINGS), PERSON) == ["r", "H", "r"]


def test_roles_come_from_the_mapping() -> None:
    rules = {"population": source().tables["population"]}
    names = ("Mã NK", "Họ, chữ đệm và tên khai sinh", "Ngày sinh", "Số định danh cá nhân", "Giới tính")
    roles = roles_of(rules, {name: place for place, name in enumerate(names)})
    assert (roles.keys, roles.names, roles.dates, roles.ids) == ({0}, {1}, {2}, {3})


def test_a_book_with_a_remark_and_two_villages(tmp_path: Path) -> None:
    rows = [
        ["1", "Lê Văn An", "1960", None, None],
        ["2", "Trần Thị Bê", None, None, "Trưởng thôn"],
        ["3", "Vũ Văn Ca", "1962", None, None],
    ]
    below = [[cell or None for cell in row] for row in SIGNED]
    book(tmp_path / "so_nhan_khau.xlsx", rows, HEADINGS, below=[*below, ["THÔN 4"], *rows])
    rule = {
        "columns": {"Họ và tên": "full_name", "Năm sinh": "date_of_birth", "Số CCCD": "personal_id"},
        "required": ["Họ và tên"],
    }
    batches = read_all(tmp_path, source(tables={"population": rule}))
    assert column(batches, "Họ và tên") == ["Lê Văn An", "Trần Thị Bê", "Vũ Văn Ca"] * 2
    assert set(skipped(batches)) == {1, *range(5, 11)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Lê Văn An", "Tổng Minh", "Kế Toán", "Chủ tịch", "Cộng", "Bản Thị Tổ"]),
            st.sampled_from(["", "1960", "01/02/1960"]),
            st.sampled_from(["060085000001", "060 085 000 001"]),
            st.sampled_from(["", *REMARKS]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.sampled_from(range(8)), max_size=4),
)
def test_whoever_shows_an_id_is_a_record_wherever_footers_stand(
    people: list[tuple[str, str, str, str]], footers: list[int]
) -> None:
    rows: list[list[str]] = []
    expected = []
    for place, person in enumerate(people):
        if place in footers:
            rows += SIGNED
            expected += ["skip"] * len(SIGNED)
        rows.append(["", *person])
        expected.append("r")
    assert [kind if kind == "r" else "skip" for kind in kinds(*rows)] == expected
