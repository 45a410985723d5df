"""A book's title lines, sheet name and file name together: what is sure decides, what contradicts leaves a question."""

import pandas as pd
import pytest

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.headings import LINES, HeadingResolver
from doisoat.gazetteer.tables import tables
from tests.gazetteer.names import resolver

G = Gazetteer.load()
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def ask(*lines: str, as_of: str | None = None, province: str | None = "68", units: tuple[str, ...] = ()) -> pd.Series:
    return G.resolve_headings(pd.Series(["\n".join(lines)]), as_of, province, units=units).iloc[0]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((*STATE, "UBND TỈNH LÂM ĐỒNG", "ỦY BAN NHÂN DÂN PHƯỜNG CAM LY - ĐÀ LẠT", "SỔ ĐỊA CHÍNH", "Trang 1"), "24787"),
        (("UBND HUYỆN HÀM THUẬN BẮC", "UBND XÃ HÀM LIÊM", "Danh sách nhân khẩu thôn 5", "Thôn 5"), "23095"),
        (("Sổ hộ khẩu", "P. Cam Ly - Đà Lạt"), "24787"),
        (("Danh sách", "Cam Ly - Đà Lạt"), "24787"),
        (("so_nhan_khau_phuong_cam_ly_da_lat.xlsx", "nam_2026"), "24787"),
        # A sheet named for a village that bears a commune's name.
        (("UBND xã Hàm Liêm", "Hàm Kiệm"), "23095"),
    ],
)
def test_headings(lines: tuple[str, ...], code: str) -> None:
    row = ask(*lines)
    assert (row["candidates"], bool(row["certain"])) == (code, True), row["reason"]


@pytest.mark.parametrize("lines", [STATE, ("SỔ HỘ KHẨU", "Sheet1"), ("Thôn 6",), ("",), ("UBND TỈNH LÂM ĐỒNG",)])
def test_headings_without_a_unit(lines: tuple[str, ...]) -> None:
    row = ask(*lines)
    assert pd.isna(row["candidates"])
    assert not row["certain"]


def test_two_sure_units_are_a_question() -> None:
    row = ask("UBND xã Hàm Liêm", "Sổ hộ khẩu phường Cam Ly - Đà Lạt")
    assert (set(row["candidates"].split("|")), bool(row["certain"])) == ({"23095", "24787"}, False)


def test_a_district_in_another_line_tells_communes_of_one_name_apart() -> None:
    row = ask("UBND HUYỆN BÙ ĐĂNG", "UBND XÃ BÌNH MINH", province=None)
    assert (row["candidates"], bool(row["certain"])) == ("25405", True)


def test_the_units_a_book_is_meant_to_be_of_settle_a_doubt_and_contradict_nothing() -> None:
    contested = ask("UBND xã Hòa Thắng")
    assert set(contested["candidates"].split("|")) == {"23041", "23053"}
    settled = ask("UBND xã Hòa Thắng", units=("23053",))
    assert (settled["candidates"], bool(settled["certain"]), settled["status"]) == ("23053", True, "current")
    assert ask("UBND xã Hàm Liêm", units=("23053",))["candidates"] == "23095"
    assert not ask("UBND xã Hòa Thắng", units=("23041", "23053"))["certain"]


def test_each_commune_is_sure_in_the_heading_of_its_own_book() -> None:
    """With its province and itself as the owner of the source, every current unit."""
    data = tables().new
    wrong = []
    for code in list(data)[::3]:
        unit = data[code][-1]
        lines = f"{STATE[0]}\nỦY BAN NHÂN DÂN {unit.full_name.upper()}\nSỔ HỘ KHẨU\nThôn 1"
        row = G._headings().resolve(lines, None, unit.province_code, "people", (code,))
        if row.units != (code,) or not row.certain:
            wrong.append(unit.full_name)
    assert wrong == []


def test_the_resolver_by_itself_reads_each_line_once_and_no_more_than_some() -> None:
    headings = HeadingResolver(resolver())
    told = headings.resolve("Xã Hàm Thạnh\n" * 3 + "\n \n", None, "68", "any")
    assert told == headings.resolve("Xã Hàm Thạnh", None, "68", "any")
    far = "\n".join([*(f"dòng {n}" for n in range(LINES)), "Xã Hàm Thạnh"])
    assert headings.resolve(far, None, "68", "any").units == ()
    assert headings.resolve("", None, "68", "any").reason == "never_existed"
