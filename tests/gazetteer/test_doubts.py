"""What a reading leaves unexplained, and the first reason to doubt it."""

import pytest

from doisoat.gazetteer.doubts import another, conflict, context_only, covered, doubt, front, left
from doisoat.gazetteer.index import GONE
from doisoat.gazetteer.weighing import best
from tests.gazetteer.names import read, resolver


def parts(text: str, province: str | None = None):
    words, found = read(text)
    readings = best(words, found, resolver().index, None, province)
    return words, found, [r for r in readings if r.place.epoch != GONE], readings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Huyện Hàm Thuận Nam, tỉnh Bình Thuận", "district_only"),
        ("Thôn 3, huyện Hàm Thuận Nam", "district_only"),
        ("tỉnh Lâm Đồng", "province_only"),
        ("xã Hàm Thạnh, tỉnh Lâm Đồng", None),
        ("đâu đó, tỉnh Lâm Đồng", None),
        ("thôn 3", None),
    ],
)
def test_a_text_without_a_commune(text: str, reason: str | None) -> None:
    assert context_only(*read(text)) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("xã Hàm Thạnh, huyện Hàm Thuận Nam, tỉnh Bình Thuận", ""),
        ("Hàm Thạnh", "name_alone"),
        ("phường Hàm Thạnh, huyện Hàm Thuận Nam", "type_differs"),
        ("xã Hàm Thành, huyện Hàm Thuận Nam", "spelling"),
        ("xã Hàm Thạnh, tỉnh Nghệ An", "context_ignored"),
        ("xã Hàm Thạnh gì đó", "context_ignored"),
        ("thành phố Nào Đó Hàm Thạnh, Lâm Đồng", "context_ignored"),
    ],
)
def test_the_first_reason(text: str, reason: str) -> None:
    words, found, known, readings = parts(text)
    assert doubt(words, found, known, readings, None) == reason


def test_a_known_province_is_as_good_as_one_written() -> None:
    words, found, known, readings = parts("Hàm Thạnh", "68")
    assert doubt(words, found, known, readings, "68") == ""


def test_what_is_left_over_stands_after_or_beside_the_commune() -> None:
    words, _, known, _ = parts("số 5 thôn 3, xã Hàm Thạnh cũ, Hàm Thuận Nam")
    assert [words[i].text for i in left(words, known[0])] == ["cũ"]
    assert front(words, known[0]) == []
    assert covered(known[0]).isdisjoint(left(words, known[0]))
    words, _, known, _ = parts("bac xa dinh lap")
    assert [words[i].text for i in front(words, known[0])] == ["bac"]


def test_a_second_commune_and_a_province_nobody_agrees_with() -> None:
    words, found, _, readings = parts("xã Hàm Thạnh sáp nhập vào xã Hàm Kiệm")
    one = [r for r in readings if r.place.key == readings[0].place.key]
    assert another(found, one)
    words, found, _, readings = parts("xã Hàm Thạnh, tỉnh Nghệ An")
    assert conflict(words, found, readings) == "P"
    words, found, _, readings = parts("xã Hàm Thạnh, tỉnh Bình Thuận")
    assert conflict(words, found, readings) == ""
    assert not another(found, readings)
