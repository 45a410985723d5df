"""One line of a book, several records: parcels with holders and certificates, households with members."""

from pathlib import Path
from typing import Any

import pandas as pd

from doisoat.sources import Source
from tests.sources.kit import books, source
from tests.standardise.kit import run

HEADINGS = ["Mã thửa", "Tờ", "Thửa", "Diện tích", "Loại đất", "Người sử dụng", "Số CCCD", "Số GCN"]
BOOK: list[list[Any]] = [
    ["T1", 5, 10, 120.5, "ONT:100;CLN:20,5", "Nguyễn Văn A", "068080000001", "BN 531146"],
    [None, None, None, None, None, "Trần Thị B", "068180000002", "BN 531146"],
    ["T2", 5, 11, "1.250,0", "LUC", "Lê Văn C", None, None],
    ["T3", 6, 1, 80, "ONT", None, None, "AD 266864"],
]


def land(key: bool = True, **changes: Any) -> Source:
    shared = {"Mã thửa": "parcel_key"} if key else {}
    sheet = {"sheets": "*"}
    parcel = {"Tờ": "map_sheet_no", "Thửa": "parcel_no", "Diện tích": "area_m2", "Loại đất": "land_use"}
    holder = {"Người sử dụng": "holder_name", "Số CCCD": "holder_personal_id"}
    tables = {
        "parcel": {
            "from": sheet,
            "columns": {**shared, **parcel},
            "required": ["Tờ"],
            "key": ["Mã thửa"] if key else [],
        },
        "certificate": {"from": sheet, "columns": {**shared, "Số GCN": "serial"}, "required": ["Số GCN"]},
        "right": {
            "from": sheet,
            "columns": {**shared, **holder},
            "required": ["Người sử dụng"],
            "defaults": {"holder_kind": "individual"},
        },
    }
    return source(source_id="land.commune.23122", register="land", tables=tables, **changes)


def write(folder: Path, rows: list[list[Any]]) -> None:
    books(folder / "so_nhan_khau.xlsx", {"Sổ": (["SỔ ĐỊA CHÍNH"], None, HEADINGS, rows)})


def test_a_cadastral_book(tmp_path: Path) -> None:
    write(tmp_path, BOOK)
    done = run(tmp_path, land())
    parcel, certificate, right = done["parcel"], done["certificate"], done["right"]
    assert parcel["record_key"].tolist() == parcel["parcel_key"].tolist() == ["T1", "T2", "T3"]
    assert parcel["area_m2"].tolist() == [120.5, 1250.0, 80.0]
    assert parcel["land_use"].tolist() == ["ONT:100;CLN:20.5", "LUC", "ONT"]
    assert certificate["record_key"].tolist() == ["certificate:T1/BN 531146", "certificate:T3/AD 266864"]
    assert right["record_key"].tolist() == ["right:T1/1", "right:T1/2", "right:T2/1"]
    assert right["parcel_key"].tolist() == ["T1", "T1", "T2"]
    assert set(right["holder_kind"]) == {"individual"}
    assert len(done["quarantine"]) == 0
    assert done.manifest["rows_out"] == 4


def test_a_book_without_parcel_keys_keeps_its_parcels_and_their_holders_together(tmp_path: Path) -> None:
    write(tmp_path, BOOK)
    done = run(tmp_path, land(key=False))
    parcel, right = done["parcel"], done["right"]
    assert parcel["record_key"].str.fullmatch("s_[0-9a-f]{16}").all()
    assert parcel["parcel_key"].tolist() == parcel["record_key"].tolist()
    holders = right.merge(parcel, on="parcel_key")[["holder_name", "parcel_no"]]
    assert holders.to_numpy().tolist() == [["Nguyễn Văn A", "10"], ["Trần Thị B", "10"], ["Lê Văn C", "11"]]
    assert right["record_key"].str.startswith("right:s_").all()


def test_the_same_parcel_written_out_on_every_line_is_one_parcel(tmp_path: Path) -> None:
    rows = [BOOK[0], [*BOOK[0][:5], *BOOK[1][5:]]]
    write(tmp_path, rows)
    for key in (True, False):
        done = run(tmp_path, land(key=key), f"out{key}")
        assert (len(done["parcel"]), len(done["right"]), len(done["certificate"])) == (1, 2, 1)


def test_lines_that_disagree_about_a_parcel_keep_the_first_and_say_so(tmp_path: Path) -> None:
    rows = [BOOK[0], [*BOOK[0][:3], 99, BOOK[0][4], *BOOK[1][5:]]]
    write(tmp_path, rows)
    done = run(tmp_path, land())
    assert done["parcel"]["area_m2"].tolist() == [120.5]
    assert len(done["right"]) == 2
    assert (4, "STD-KEY-CONFLICT", "Mã thửa") in done.reasons("problems")
    assert done.manifest["rows_out"] == 2


def test_a_holder_nobody_can_name_is_set_aside_and_its_parcel_kept(tmp_path: Path) -> None:
    rows = [[*BOOK[0][:5], "-", "…", None], [None, None, None, 5, None, None, None, None]]
    write(tmp_path, rows)
    done = run(tmp_path, land())
    assert len(done["parcel"]) == 1
    assert len(done["right"]) == 0
    tables = done["quarantine"].set_index("lineage_row")["table"].to_dict()
    assert tables == {4: "parcel"}
    assert (done.manifest["rows_out"], done.manifest["rows_quarantined"]) == (1, 1)


def test_a_holder_with_nothing_but_an_old_number_is_kept(tmp_path: Path) -> None:
    columns = {"Mã thửa": "parcel_key", "Người sử dụng": "holder_name", "Số CMND": "holder_former_id"}
    tables = {
        "right": {
            "from": {"sheets": "*"},
            "columns": columns,
            "required": ["Người sử dụng"],
            "defaults": {"holder_kind": "household"},
        },
    }
    rows = [["T1", "-", "260123456"], ["T1", None, "260123457"], ["T2", None, "1"]]
    books(tmp_path / "so_nhan_khau.xlsx", {"Sổ": (["SỔ ĐỊA CHÍNH"], None, list(columns), rows)})
    done = run(tmp_path, source(source_id="land.commune.23122", register="land", tables=tables))
    assert done["right"]["holder_former_id"].tolist() == ["260123456", "260123457"]
    assert [reason for _, reason, _ in done.reasons("quarantine")] == ["STD-NO-IDENTITY"]
    assert (done.manifest["rows_quarantined"], done.manifest["rows_partly_quarantined"]) == (1, 0)


def test_a_line_of_which_a_part_is_set_aside_is_counted(tmp_path: Path) -> None:
    rows = [BOOK[0], [*BOOK[0][:5], None, "12", None], BOOK[2], [*BOOK[3][:5], None, "x", BOOK[3][7]]]
    write(tmp_path, rows)
    done = run(tmp_path, land())
    assert (len(done["parcel"]), len(done["right"])) == (3, 2)
    assert done.manifest["rows_out"] == done.manifest["rows_in"] - done.manifest["rows_skipped"] == 4
    assert (done.manifest["rows_quarantined"], done.manifest["rows_partly_quarantined"]) == (0, 2)
    assert len(done["quarantine"]) == 2
    assert set(done["quarantine"]["table"]) == {"right"}


def household() -> Source:
    sheet = {"sheets": "*"}
    tables = {
        "household": {
            "from": sheet,
            "key": ["Số hộ"],
            "columns": {"Số hộ": "household_no", "Chủ hộ": "head_name", "Số nhà": "house_no"},
        },
        "household_member": {
            "from": sheet,
            "required": ["Họ tên"],
            "columns": {
                "Số hộ": "household_no",
                "Họ tên": "full_name",
                "CCCD": "personal_id",
                "Quan hệ": "relation_to_head",
            },
        },
    }
    return source(source_id="household.commune.23122", register="household", tables=tables)


def test_households_with_merged_cells(tmp_path: Path) -> None:
    headings = ["Số hộ", "Chủ hộ", "Số nhà", "Họ tên", "CCCD", "Quan hệ"]
    rows = [
        ["H1", "Nguyễn Văn A", "12", "Nguyễn Văn A", "068080000001", "Chủ hộ"],
        [None, None, None, "Trần Thị B", "068180000002", "Vợ"],
        ["H1", None, None, "Nguyễn Văn C", None, "Con"],
        ["H2", "Lê Văn D", None, "Lê Văn D", "068080000009", "Chủ hộ"],
        [None, None, None, "Lê Văn D", "068080000009", "Con"],
    ]
    books(tmp_path / "so_nhan_khau.xlsx", {"Sổ": ((), None, headings, rows)})
    done = run(tmp_path, household())
    assert done["household"]["record_key"].tolist() == ["H1", "H2"]
    assert done["household"]["house_no"].tolist()[0] == "12"
    members = done["household_member"]
    assert members["household_no"].tolist() == ["H1", "H1", "H1", "H2", "H2"]
    assert members["record_key"].tolist() == [
        "member:H1/068080000001",
        "member:H1/068180000002",
        "member:H1/1",
        "member:H2/1",
        "member:H2/2",
    ]
    assert members["relation_to_head"].tolist()[0] == "01"


def test_nothing_is_filled_across_sheets(tmp_path: Path) -> None:
    sheets = {
        "Tờ 1": ((), None, HEADINGS, BOOK[:1]),
        "Tờ 2": ((), None, HEADINGS, [BOOK[1], BOOK[2]]),
    }
    books(tmp_path / "so_nhan_khau.xlsx", sheets)
    done = run(tmp_path, land())
    assert done["right"]["parcel_key"].tolist() == ["T1", "T2"]
    quarantine = done["quarantine"]
    assert quarantine["lineage_sheet"].tolist() == ["Tờ 2"]
    assert pd.notna(quarantine["raw"]).all()
