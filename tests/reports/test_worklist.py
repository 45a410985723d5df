"""The officers' book, opened as they open it."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from doisoat.detect import kind, kinds
from doisoat.reports.worklist import COMMON_CAUSE, Commune, Run, SourceStatus, causes, write, write_all
from doisoat.reports.worklist_data import WorklistData, load
from doisoat.reports.worklist_sheets import HEADER_ROW, OUTCOMES
from tests.detect.factories import HERE, THERE, World, unit, village

COMMUNE = Commune(HERE, "Xã Hàm Thạnh", "Tỉnh Lâm Đồng")
RUN = Run("20261115-001", "2026-11-15")
NAMES = {HERE: "Xã Hàm Thạnh", THERE: "Phường Phú Thủy", "23116": "Xã Hàm Mỹ"}
SOURCES = [
    SourceStatus(f"population.commune.{HERE}", "Sổ nhân khẩu Hàm Thạnh", "population", "commune", True, "2026-11-15"),
    SourceStatus("land.central.bnnmt", "CSDL đất đai quốc gia", "land", "central", False, None, "Thiếu tệp"),
]
ID_A, ID_B = "060080000001", "060080999999"


def data_of(world: World, tmp_path: Path) -> WorklistData:
    result = world.run(name="found.parquet")
    inputs, entities = world.write()
    return load([result.path], inputs, entities)


class Book:
    """A written book, as rows of text by sheet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        book = CalamineWorkbook.from_path(str(path))
        self.names = book.sheet_names
        self.cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def table(self, kind_id: str) -> list[dict[str, Any]]:
        rows = self.cells[kind(kind_id).sheet_vi]
        return [dict(zip(rows[HEADER_ROW], row, strict=True)) for row in rows[HEADER_ROW + 1 :]]

    def text(self, sheet: str) -> str:
        return "\n".join(str(cell) for row in self.cells[sheet] for cell in row if cell != "")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def book_of(world: World, tmp_path: Path) -> Book:
    data = data_of(world, tmp_path)
    path = tmp_path / "book.xlsx"
    write(path, COMMUNE, RUN, data.of(HERE), data.subjects, SOURCES, NAMES)
    return Book(path)


def test_a_commune_without_findings_gets_a_book_that_says_so(tmp_path: Path) -> None:
    result = write(tmp_path / "x.xlsx", COMMUNE, RUN, [], {}, SOURCES)
    book = Book(result.path)
    assert result.rows == 0
    assert "Không có sai lệch nào cần xử lý" in book.text("Tổng hợp")
    assert book.names == ["Tổng hợp", "_he_thong"]


def test_summary_names_commune_date_run_counts_and_missing_sources(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M")
    world.population("p1", "central", sex="F")
    text = book_of(world, tmp_path).text("Tổng hợp")
    for part in ("Xã Hàm Thạnh, Tỉnh Lâm Đồng", "15/11/2026", RUN.id, "Có 1 trường hợp", "KHÔNG", "Thiếu tệp"):
        assert part in text
    assert kind("value_differs").title_vi in text


def test_value_differs_row_tells_who_what_where_and_what_to_do(world: World, tmp_path: Path) -> None:
    common = {"full_name": "Lê Thị Bình", "personal_id": ID_A}
    world.population("p1", date_of_birth="1980-03-12", **common)
    world.population("p1", "province", date_of_birth="1980-03-12", **common)
    world.population("p1", "central", date_of_birth="1980-12-03", **common)
    (row,) = book_of(world, tmp_path).table("value_differs")
    assert row["Họ tên"] == "Lê Thị Bình"
    assert row["Mức độ"] == "Cao"
    assert row["Số định danh"] == "********0001"
    assert row["Thôn, tổ dân phố"] == "Thôn 1"
    assert row["Sai ở đâu"] == (
        "Ngày sinh ghi khác nhau (ngày và tháng đảo nhau): "
        "12/03/1980 (dân cư cấp xã, cấp tỉnh); 03/12/1980 (dân cư trung ương)."
    )
    assert row["Trung ương"].startswith(
        "Dân cư: 03/12/1980 [tệp population.central.bca.xlsx, trang tính Trang 1, dòng "
    )
    assert row["Cấp xã"].endswith("dòng 4]")
    assert row["Cần làm gì"].startswith("Kiểm tra trước: dân cư trung ương. Xem giấy khai sinh")
    assert row["Cần làm gì"].endswith("Nơi sửa: Công an cấp xã.")
    assert row["Kết quả xử lý"] == row["Ghi chú"] == ""
    assert len(row["Khóa"]) == 32


@pytest.mark.parametrize(
    ("odd", "other", "named"),
    [
        ("Bà Thị Dâm", "Bà Thị Tấm", "BHXH cấp xã, đất đai cấp xã"),  # another tone is another name
        ("Bà Thị Dâm", "Ba Thi Tam", "đất đai cấp xã"),  # a name typed without marks is nobody's mistake
    ],
)
def test_only_who_contradicts_the_others_is_checked_first(
    world: World, tmp_path: Path, odd: str, other: str, named: str
) -> None:
    for level in ("commune", "province", "central"):
        world.population("p1", level, full_name="Bà Thị Tâm")
    world.insurance("p1", full_name=other)
    world.parcel("t1", key="T1")
    world.right("p1", "T1", holder_name=odd)
    (row,) = [row for row in book_of(world, tmp_path).table("value_differs") if row["Thông tin"] == "Họ tên"]
    assert row["Cần làm gì"].startswith(f"Kiểm tra trước: {named}. ")


def test_identifiers_stay_text_with_their_leading_zero(world: World, tmp_path: Path) -> None:
    world.population("p1", personal_id=ID_A)
    world.population("p2", personal_id=ID_A)
    (row,) = book_of(world, tmp_path).table("one_identifier_two_people")
    assert row["Số định danh"] == f"{ID_A}\n{ID_A}"
    assert f"Số định danh {ID_A} đang ghi cho 2 người" in row["Sai ở đâu"]


def test_only_the_shared_number_is_named(world: World, tmp_path: Path) -> None:
    world.population("p1", personal_id=ID_A)
    world.population("p2", personal_id=ID_A, key="k1")
    world.population("p2", "central", personal_id=ID_B)
    (row,) = book_of(world, tmp_path).table("one_identifier_two_people")
    assert ID_B not in row["Sai ở đâu"]


def test_text_that_looks_like_a_formula_or_a_link_stays_text(world: World, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    world.population("p1", full_name=evil, sex="M", **village("http://x", "v1"))
    world.population("p1", "central", full_name=evil, sex="F", **village("http://x", "v1"))
    book = book_of(world, tmp_path)
    (row,) = book.table("value_differs")
    assert row["Họ tên"] == evil
    with zipfile.ZipFile(book.path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [sheet for sheet in sheets if "<f>" in sheet]
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_missing_at_level_marks_the_level_that_has_nothing(world: World, tmp_path: Path) -> None:
    world.population("p1", "central", personal_id=ID_A)
    world.source("population", "commune")
    (row,) = book_of(world, tmp_path).table("missing_at_level")
    assert row["Cấp xã"] == "Dân cư: KHÔNG CÓ"
    assert row["Trung ương"].startswith("Dân cư: có, Thôn 1")
    assert row["Sai ở đâu"] == "Có ở dân cư trung ương nhưng không có ở dân cư cấp xã."
    assert row["Số định danh"] == ID_A
    assert "bổ sung vào dân cư cấp xã" in row["Cần làm gì"]


def test_another_communes_source_carries_its_name(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M")
    world.population("p1", "central", sex="M")
    world.population("p1", source=f"population.commune.{THERE}", sex="F")
    (row,) = book_of(world, tmp_path).table("value_differs")
    assert "Nữ (dân cư cấp xã tại Phường Phú Thủy)" in row["Sai ở đâu"]


def test_database_records_have_no_row_to_open(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M", lineage_row=None)
    world.population("p1", "central", sex="F", lineage_row=None)
    (row,) = book_of(world, tmp_path).table("value_differs")
    assert row["Cấp xã"] == "Dân cư: Nam"


def test_equal_rows_of_a_database_are_counted(world: World, tmp_path: Path) -> None:
    for key in ("a", "b"):
        world.population("p1", "central", key=key, personal_id=ID_A, lineage_row=None)
    (row,) = book_of(world, tmp_path).table("duplicate_in_source")
    assert row["Trung ương"] == "Dân cư: Nguyễn Văn An, số định danh ********0001 (2 dòng)"


def test_households_and_parcels_are_named_by_their_numbers(world: World, tmp_path: Path) -> None:
    world.household("h1", "H7", head_name="Trần Văn Ba")
    world.member("p1", "H7", full_name="Trần Thị Tư", relation_to_head="02")
    world.parcel("t1", key="T1", map_sheet_no="5", parcel_no="12", area_m2=100.0)
    world.parcel("t1", "central", map_sheet_no="5", parcel_no="12", area_m2=1120.5)
    world.right("p1", "T1", holder_name="Trần Thị Tư")
    book = book_of(world, tmp_path)
    (household,) = book.table("household_without_head")
    assert household["Hộ"] == "Hộ H7\nTrần Văn Ba"
    assert "Trần Thị Tư (vợ)" in household["Cấp xã"]
    (parcel,) = book.table("parcel_area_differs")
    assert parcel["Thửa đất"] == "Thửa 12, tờ 5\nTrần Thị Tư"
    assert "1.120,5 m² (đất đai trung ương)" in parcel["Sai ở đâu"]
    assert "Số định danh" not in parcel


def test_a_household_only_a_population_book_knows_is_named_by_its_number(world: World, tmp_path: Path) -> None:
    for number, relations in (("1", ("01", "02")), ("2", ("02", "14"))):
        for place, relation in enumerate(relations):
            world.population(
                f"p{number}{place}",
                household_no=number,
                relation_to_head=relation,
                full_name=f"Lê Thị {'AB'[place]}",
                date_of_birth=f"19{place + 5}0-01-01",
            )
    (row,) = book_of(world, tmp_path).table("household_without_head")
    assert row["Hộ"] == "Hộ 2\nLê Thị A"
    assert "2 thành viên" in row["Sai ở đâu"]
    assert "Lê Thị A (vợ)" in row["Cấp xã"]


def test_one_household_under_two_numbers_is_named_once(world: World, tmp_path: Path) -> None:
    for level, number in (("commune", "H1"), ("central", "77")):
        world.household("h1", number, level, head_name="Trần Văn Ba")
        world.member("p1", number, level)
    world.household("h2", "H2", head_name="Lê Văn Tư")
    world.member("p1", "H2")
    (row,) = book_of(world, tmp_path).table("person_in_two_households")
    assert row["Sai ở đâu"] == (
        "Đang ghi là thành viên của các hộ khác nhau: hộ H1 (chủ hộ Trần Văn Ba) (hộ gia đình cấp xã, trung ương); "
        "hộ H2 (chủ hộ Lê Văn Tư) (hộ gia đình cấp xã)."
    )
    assert row["Trung ương"].startswith("Hộ gia đình: hộ 77")


def test_villages_are_in_the_order_people_count(world: World, tmp_path: Path) -> None:
    for number in (10, 2, 1):
        for level, sex in (("commune", "M"), ("central", "F")):
            world.population(f"p{number}", level, sex=sex, **village(f"Thôn {number}", f"v{number}"))
    rows = book_of(world, tmp_path).table("value_differs")
    assert [row["Thôn, tổ dân phố"] for row in rows] == ["Thôn 1", "Thôn 2", "Thôn 10"]


def test_kinds_not_meant_for_officers_are_left_out(world: World, tmp_path: Path) -> None:
    world.population("p1", full_name="Nguyễn Văn Hoà")
    world.population("p1", "central", full_name="Nguyen Van Hoa")
    assert {row.kind for rows in data_of(world, tmp_path).findings.values() for row in rows} == set()
    assert book_of(world, tmp_path).names == ["Tổng hợp", "_he_thong"]


def test_every_kind_can_be_put_into_words(world: World, tmp_path: Path) -> None:
    from tests.detect.test_run import busy

    data = data_of(busy(world), tmp_path)
    results = write_all(tmp_path / "books", [COMMUNE, Commune(THERE, "P"), Commune("", "?")], RUN, data, SOURCES, NAMES)
    assert {kind_id for result in results for kind_id in result.by_kind} == {
        entry.id for entry in kinds().values() if entry.officer_list
    }
    for result in results:
        book = Book(result.path)
        for kind_id in result.by_kind:
            for row in book.table(kind_id):
                assert row["Sai ở đâu"].endswith(".")
                written = " ".join(row.values())
                assert "None" not in written
                assert "{" not in written
    assert [result.path.name for result in results] == [f"{HERE}.xlsx", f"{THERE}.xlsx", "khong_ro_xa.xlsx"]


def test_gravest_rows_come_first(world: World, tmp_path: Path) -> None:
    for person, fields in (("p1", ("sex",)), ("p2", ("date_of_birth",))):
        for level, values in (("commune", ("M", "1980")), ("central", ("F", "1981"))):
            stated = {name: values[name == "date_of_birth"] for name in fields}
            world.population(person, level, **stated)
    rows = book_of(world, tmp_path).table("value_differs")
    assert [row["Mức độ"] for row in rows] == ["Cao", "Trung bình"]


def test_common_cause_is_one_job_in_the_summary(world: World, tmp_path: Path) -> None:
    for number in range(COMMON_CAUSE):
        world.population(f"p{number}", full_name=f"Lê Văn {number}", **unit("23116", HERE, "stale"))
    book = book_of(world, tmp_path)
    assert len(book.table("stale_unit_code")) == COMMON_CAUSE
    text = book.text("Tổng hợp")
    assert "Nhiều dòng cùng một nguyên nhân" in text
    assert "Sổ nhân khẩu Hàm Thạnh: Xã Hàm Mỹ (23116)" in text


def test_few_rows_are_no_common_cause(world: World, tmp_path: Path) -> None:
    world.population("p1", **unit("23116", HERE, "stale"))
    assert causes([]) == []
    assert "cùng một nguyên nhân" not in book_of(world, tmp_path).text("Tổng hợp")


def _sheet_xml(book: Book, number: int) -> str:
    with zipfile.ZipFile(book.path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_sheet_is_made_for_work_and_for_print(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M")
    world.population("p1", "central", sex="F")
    book = book_of(world, tmp_path)
    sheet = _sheet_xml(book, 2)
    assert f'"{",".join(OUTCOMES)}"' in sheet.replace("&quot;", '"')
    for part in (
        "<autoFilter",
        'state="frozen"',
        'orientation="landscape"',
        'paperSize="9"',
        'fitToHeight="0"',
        'hidden="1"',
    ):
        assert part in sheet
    with zipfile.ZipFile(book.path) as archive:
        assert "Print_Titles" in archive.read("xl/workbook.xml").decode()
    assert book.cells["_he_thong"][:3] == [["template", "1"], ["commune", HERE], ["run", RUN.id]]


def test_same_findings_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M")
    world.population("p1", "central", sex="F")
    data = data_of(world, tmp_path)
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write(path, COMMUNE, RUN, data.of(HERE), data.subjects, SOURCES, NAMES)
    contents = []
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0] == contents[1]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_batch_loads_its_communes_only(world: World, tmp_path: Path) -> None:
    for person, code in (("p1", HERE), ("p2", THERE)):
        world.population(person, sex="M", **unit(code))
        world.population(person, "central", sex="F", **unit(code))
    result = world.run(name="found.parquet")
    inputs, entities = world.write()
    data = load([result.path], inputs, entities, communes=[THERE])
    assert list(data.findings) == [THERE]
    assert {subject.entity_id for subject in data.subjects.values()} == {"p2"}


def test_a_finding_without_readable_records_is_still_listed(world: World, tmp_path: Path) -> None:
    world.population("p1", sex="M")
    world.population("p1", "central", sex="F")
    data = data_of(world, tmp_path)
    result = write(tmp_path / "x.xlsx", COMMUNE, RUN, data.of(HERE), {}, SOURCES)
    assert result.rows == 1
    assert Book(result.path).table("value_differs")[0]["Họ tên"] == "Không đọc được bản ghi"


def test_what_a_rule_can_repair_is_for_provincial_it(world: World, tmp_path: Path) -> None:
    world.population("p1", full_name="Hoàng Văn Đức")
    world.population("p1", "central", full_name="Hoàng Văn Duwcs")
    (row,) = book_of(world, tmp_path).table("value_differs")
    assert row["Mức độ"] == "Thấp"
    assert row["Sai ở đâu"].startswith("Họ tên ghi khác nhau (còn phím gõ Telex hoặc VNI chưa thành dấu): ")
    assert row["Cần làm gì"].startswith("Bộ phận công nghệ thông tin sửa ở nguồn ghi lỗi: «Hoàng Văn Đức».")
