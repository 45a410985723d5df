"""The quality report: complete in itself, readable without colour or script, free of personal data."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from doisoat.quality import output
from doisoat.quality.model import RuleContext
from doisoat.quality.validate import validate_source
from doisoat.reports import html, quality_build, quality_links
from doisoat.reports.quality import WORST, grade, mark, render
from doisoat.reports.quality_model import (
    AspectScore,
    CommuneLine,
    DiscrepancyLine,
    ExpectationLine,
    FailingRow,
    LedgerLine,
    QualityReport,
    SourceLine,
    SourceShare,
)
from doisoat.runs.link_report import MeasuredIn
from doisoat.runs.summary import Again, LinkFigures, WithoutNumbers
from tests.quality import factories

VOID = {"meta", "br", "line", "rect", "circle", "polyline"}

EXPECTATION = ExpectationLine(
    id="POP-004",
    table="population",
    title="Số định danh cá nhân đúng cấu trúc 12 số",
    how_to_fix="Đối chiếu thẻ căn cước.",
    severity="critical",
    dimension="validity",
    sources=(
        SourceShare("population.commune.23122", "fail", 1000, 25),
        SourceShare("population.central.bca", "error", 0, 0, "KeyError"),
    ),
    history=(0.05, None, 0.03),
    rows=(FailingRow("population.commune.23122", "r_0123456789abcdef0123", "so_nhan_khau.xlsx", "Thôn 1", 1214),),
    total_rows=25,
)
MODEL = QualityReport(
    run="r-1",
    province="tỉnh Lâm Đồng",
    as_of="2026-11-05",
    scope="2 xã, phường",
    sources=(
        SourceLine(
            "population.commune.23122",
            "Sổ nhân khẩu xã Hàm Thạnh",
            "population",
            "commune",
            "read",
            "2026-11-01",
            1010,
            1000,
            7,
            3,
            "warn",
            ("POP-004",),
        ),
        SourceLine(
            "land.commune.23122", "Sổ địa chính <b>xã</b>", "land", "commune", "missing", message="Không tìm thấy tệp."
        ),
    ),
    aspects=(
        AspectScore("dung", 1000, 25, (0.95, 0.96)),
        AspectScore("du", 0, 0),
        AspectScore("sach", 10, 0),
        AspectScore("song", 100, 4),
    ),
    communes=(
        CommuneLine("23122", "Xã Hàm Thạnh", {"population": 1000}, {"population": 25}, {"population": 3}),
        CommuneLine(None, "Chưa xác định được xã", {"population": 5}, {"population": 5}, {}),
    ),
    expectations=(
        EXPECTATION,
        replace(EXPECTATION, id="POP-001", sources=(SourceShare("s", "pass", 1000, 0),), rows=(), total_rows=0),
    ),
    discrepancies=(
        DiscrepancyLine("duplicate_in_source", "Trùng trong một nguồn", "medium", 1234, 5, {"23122": 1230, None: 4}),
    ),
    ledger=(LedgerLine("population.commune.23122", "standardise", 1010, 1000, 7, 3),),
    earlier_runs=("2026-09-05", "2026-10-05"),
    rows_link="quality_rows.csv",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", " ".join(_read(page).text))


def test_needs_nothing_from_outside() -> None:
    page = render(MODEL)
    reader = _read(page)
    assert not reader.tags.keys() & {"script", "link", "iframe", "img", "object", "embed", "form"}
    ids = {value for _, name, value in reader.attributes if name == "id"}
    for _, name, value in reader.attributes:
        assert name != "src"
        assert not name.startswith("on")
        if name == "href":
            assert value == "quality_rows.csv" or value.removeprefix("#") in ids
    assert "url(" not in page
    assert "@import" not in page
    assert "http" not in page


def test_ids_are_unique_and_every_chart_says_in_words_what_it_shows() -> None:
    page = render(MODEL)
    ids = Counter(value for _, name, value in _read(page).attributes if name == "id")
    assert max(ids.values()) == 1
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) >= 3
    for chart in charts:
        title, desc = re.search(r'aria-labelledby="(\S+) (\S+)"', chart).groups()  # type: ignore[union-attr]
        assert re.search(rf'<title id="{title}">[^<]+</title>', chart)
        assert re.search(rf'<desc id="{desc}">[^<]+</desc>', chart)
        assert 'role="img"' in chart


def test_says_what_happened_in_words() -> None:
    words = _words(render(MODEL))
    for expected in (
        "Số liệu ngày 05 tháng 11 năm 2026",
        "Đã đọc 1 trên 2 nguồn; 1 nguồn thiếu. Có tất cả 1.010 dòng",
        "Thiếu: Sổ địa chính <b>xã</b> – Không tìm thấy tệp.",
        "1.234 sai lệch , trong đó 5 sai lệch mới",
        "25 trên 1.000 (2,5%)",
        "giảm 0,5% điểm",
        "1 nguồn không kiểm tra được",
        "r_0123456789abcdef0123 population.commune.23122 so_nhan_khau.xlsx Thôn 1 1214",
        "1 dòng đầu trong 25 dòng không đạt",
        "Mọi bước đều cân đối",
    ):
        assert re.sub(r"\s+([,.])", r"\1", expected) in re.sub(r"\s+([,.])", r"\1", words), expected


def test_what_others_wrote_is_escaped() -> None:
    page = render(replace(MODEL, province='"><script>alert(1)</script>'))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_same_model_gives_the_same_page() -> None:
    assert render(MODEL) == render(MODEL)


def test_an_unbalanced_ledger_is_said_aloud() -> None:
    page = _words(render(replace(MODEL, ledger=(LedgerLine("s", "standardise", 10, 8, 1, 0),))))
    assert "Số dòng chưa cân đối ở 1 bước." in page
    assert "✕ Lệch" in page


def test_lines_set_aside_in_part_are_said() -> None:
    source = replace(MODEL.sources[0], partly_quarantined=87)
    ledger = (LedgerLine(source.source_id, "standardise", 1010, 1000, 7, 3, 87),)
    page = _words(render(replace(MODEL, sources=(source,), ledger=ledger)))
    assert "7 dòng phải cách ly vì không đọc được, 87 dòng khác chỉ dùng được một phần" in page
    assert "một phần" not in _words(render(MODEL)).split("1. Tóm tắt")[1].split("2. Nguồn dữ liệu")[0]


def test_an_empty_run_still_has_a_page() -> None:
    empty = QualityReport("r", "tỉnh X", "2026-01-01", "", (), (), (), (), (), ())
    words = _words(render(empty))
    assert "Không có sai lệch." in words
    assert "Không có quy tắc nào không đạt." in words


LINKS = LinkFigures(
    precision=(1.0, 0.999956, 1.0),
    recall=(0.999897, 0.999805, 0.999946),
    linked=29657,
    without_numbers=WithoutNumbers((1.0, 0.998469, 1.0), None, 2982, 843),
    review={"household": 2, "parcel": 0, "person": 85},
    model="767f6299672d6dc9",
    model_run="r-0",
    fits=True,
    measured=MeasuredIn("r-1", 29824),
)
MISFIT = [
    {"code": "LINK-MISFIT", "field": "date", "classes": "same, kin"},
    {"code": "LINK-MISFIT-RECORDS", "register": "population", "what": "accents", "before": 0.989, "now": 0.0},
    {"code": "LINK-MISFIT-PLACEHOLDERS", "dates": 1, "numbers": 2},
]


def _links(**more: Any) -> str:
    return _words(render(replace(MODEL, links=quality_links.build(replace(LINKS, **more)))))


def test_says_how_sure_the_links_are() -> None:
    words = _links()
    for expected in (
        "Tất cả hồ sơ về người 29.657 100% > 99,99% đến 100% 99,99% 99,98% đến 99,99%",
        "nơi ở 843 100% 99,85% đến 100% chưa ước tính được –",
        "che số của 2.982 hồ sơ",
        "87 cặp phần mềm chưa dám tự ghép (người: 85; hộ gia đình: 2)",
        "✓ Còn hợp với dữ liệu Mô hình 767f6299 , học từ dữ liệu của lần chạy r-0",
        "Ghép lại toàn bộ",
    ):
        assert expected in words
    assert "Mô hình ghép không còn hợp" not in words


def test_figures_of_an_earlier_run_bear_its_name() -> None:
    words = _links(measured=MeasuredIn("r-7", 29824, 40), again={"person": Again(12, 31)})
    assert "đo ở lần chạy r-7" in words
    assert "người: 12 hồ sơ thay đổi, 31 nhóm hồ sơ ghép lại" in words
    assert "lấy từ lần chạy r-7 , khi có 29.824 hồ sơ về người; từ đó đến nay 40 hồ sơ đã thay đổi" in words
    assert "Ghép lại toàn bộ; số ước tính đo ngay" not in words


def test_a_model_that_no_longer_fits_is_said_first_and_what_to_do() -> None:
    words = _links(fits=False, warnings=MISFIT)
    first = words.index("Việc cần làm trước")
    assert first < words.index("Mô hình ghép không còn hợp với dữ liệu") < words.index("3. Kết quả theo xã và")
    assert "trường ngày sinh (cặp của cùng một người, cặp của hai người cùng hộ)" in words
    assert "Bản ghi của Dân cư đã khác lúc học mô hình: tỷ lệ họ tên viết có dấu từ 98,9% thành 0%" in words
    assert "1 ngày sinh và 2 số định danh" in words
    assert "doisoat model retrain" in words
    assert "`" not in words


def test_every_field_and_count_of_a_misfit_has_words() -> None:
    from doisoat.linkage.model import CLASSES, PERSON_FIELDS
    from doisoat.linkage.train import PROFILE

    assert {field.name for field in PERSON_FIELDS} == set(quality_links.FIELDS)
    assert set(CLASSES) == set(quality_links.CLASSES)
    assert {*PROFILE, "unknown_word"} - {"records"} == set(quality_links.WHAT)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0%"), (0.00001, "< 0,01%"), (0.99985, "99,98%"), (0.99999, "> 99,99%"), (1.0, "100%")]
)
def test_fine_percent_never_rounds_to_all_or_nothing(value: float, text: str) -> None:
    assert html.fine_percent(value) == text


def test_many_sources_are_cut_to_those_that_need_attention() -> None:
    calm = tuple(
        SourceLine(f"population.commune.{n:05d}", f"Sổ {n}", "population", "commune", "read", verdict="ok")
        for n in range(200)
    )
    ledger = tuple(LedgerLine(item.source_id, "standardise", 1, 1, 0, 0) for item in calm)
    shares = tuple(SourceShare(item.source_id, "fail", 10, n) for n, item in enumerate(calm))
    page = render(
        replace(
            MODEL, sources=MODEL.sources + calm, ledger=ledger, expectations=(replace(EXPECTATION, sources=shares),)
        )
    )
    folded = re.findall(r"<details>.*?</details>", page, re.DOTALL)
    words = _words(
        re.sub(
            r"<details>.*?</details>",
            lambda part: part.group().split("</summary>")[0] + "</summary></details>",
            page,
            flags=re.DOTALL,
        )
    )
    assert "200 nguồn dân cư cấp xã" in words
    assert "Sổ địa chính" in words
    assert f"và {200 - WORST} nguồn khác." in words
    assert "population.commune.00199" in words
    assert "population.commune.00100" not in words
    assert sum("population.commune.00100" in part for part in folded) == 2, "a source and its ledger, folded away"
    assert "Cộng 200 bước" in words
    assert "200 bước cân đối và không có dòng cách ly" in words


def test_rules_that_only_inform_do_not_alarm() -> None:
    assert mark(EXPECTATION)[0] == "stop"
    assert mark(replace(EXPECTATION, severity="info"))[0] == "unknown"


@pytest.mark.parametrize(
    ("met", "kind"),
    [(None, "unknown"), (1.0, "ok"), (0.99, "ok"), (0.9897, "ok"), (0.989, "warn"), (0.96, "warn"), (0.5, "stop")],
)
def test_grades(met: float | None, kind: str) -> None:
    assert grade(met)[0] == kind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0%"),
        (0.0001, "< 0,1%"),
        (0.1234, "12,3%"),
        (1.0, "100%"),
        (0.99999, "> 99,9%"),
        (0.05, "5%"),
    ],
)
def test_percent_never_rounds_to_all_or_nothing(value: float | None, text: str) -> None:
    assert html.percent(value) == text


def test_style_has_contrast_and_nothing_an_old_browser_lacks() -> None:
    style = html.style()
    assert not re.search(r":has|:is\(|:where|display:\s*(grid|flex)|var\(|@layer|@container|clamp\(", style)
    pairs = re.findall(r"\{([^}]*background: (#[0-9a-f]{6})[^}]*)\}", style)
    checked = 0
    for body, background in pairs:
        colour = re.search(r"(?:^|; |\s)color: (#[0-9a-f]{6})", body)
        if colour:
            assert _contrast(colour.group(1), background) >= 4.5, body
            checked += 1
    assert checked >= 10
    for colour in re.findall(r"(?:^|[; {])color: (#[0-9a-f]{6})", style):
        assert _contrast(colour, "#ffffff") >= 4.5


def _contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours after WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(first), light(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_builds_from_the_files_of_validation(tmp_path) -> None:
    import pandas as pd

    def frames(run: str, broken: int) -> dict[str, pd.DataFrame]:
        frame = factories.population(5)
        frame.loc[frame.index[:broken], "personal_id"] = "12"
        frame.loc[7, ["unit_current", "unit_status"]] = [None, "unknown"]
        found = validate_source("population.commune.23122", {"population": frame}, RuleContext("2026-11-15", "commune"))
        files = output.write(tmp_path / run, run, [found])
        return {stem: pd.read_parquet(path) for stem, path in files.items()}

    earlier, now = frames("r1", 4), frames("r2", 2)
    lines = quality_build.expectation_lines(now["quality"], now["quality_rows"], [earlier["quality"]], first_rows=1)
    line = next(item for item in lines if item.id == "POP-004")
    assert (line.outcome, line.evaluated, line.failed, line.total_rows) == ("fail", 20, 2, 2)
    assert line.history == (0.2,)
    assert [row.row for row in line.rows] == [5]
    communes = quality_build.commune_lines(
        now["quality_communes"], {"23122": "Xã Hàm Thạnh", "23110": "Xã Hàm Thuận Nam"}, {(None, "population"): 4}
    )
    assert [(item.name, item.rows, item.failing) for item in communes] == [
        ("Xã Hàm Thuận Nam", {}, {}),
        ("Xã Hàm Thạnh", {"population": 19}, {"population": 2}),
        ("Chưa xác định được xã", {"population": 1}, {"population": 1}),
    ]
    assert communes[-1].discrepancies == {"population": 4}
    scores = {item.aspect: item for item in quality_build.aspect_scores(now["quality"], [earlier["quality"]])}
    assert scores["dung"].failed == 3
    assert scores["dung"].history[0] < scores["dung"].met
    page = render(
        replace(
            MODEL, expectations=lines, communes=communes, aspects=tuple(scores.values()), earlier_runs=("2026-10-15",)
        )
    )
    keys = factories.population(5)["personal_id"]
    assert not any(key in page for key in keys)
    assert "Nguyễn Văn An" not in page
