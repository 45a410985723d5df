"""The provincial quality report (báo cáo chất lượng dữ liệu): one HTML page a run, complete in itself."""

from collections import Counter

from doisoat.quality.documentation import ASPECTS, DIMENSIONS, SEVERITIES
from doisoat.quality.model import ASPECT_OF, Aspect
from doisoat.registers import TABLES
from doisoat.reports.html import environment
from doisoat.reports.quality_model import ExpectationLine, LedgerLine, QualityReport, SourceLine, SourceShare
from doisoat.reports.words import LEVELS, REGISTERS, place
from doisoat.reports.words import SEVERITIES as DISCREPANCY_SEVERITIES

STATUS_WORDS = {
    "read": ("ok", "✓ Đã đọc"),
    "late": ("warn", "▲ Đọc muộn"),
    "stale": ("warn", "▲ Dùng bản cũ"),
    "missing": ("stop", "✕ Thiếu"),
    "held": ("stop", "✕ Tạm giữ lại"),
}
VERDICT_WORDS = {"ok": ("ok", "✓ Đạt"), "warn": ("warn", "▲ Cảnh báo"), "stop": ("stop", "✕ Không đạt ngưỡng")}
OUTCOME_WORDS = {
    "pass": ("ok", "✓ Đạt"),
    "fail": ("stop", "✕ Không đạt"),
    "error": ("unknown", "? Không kiểm tra được"),
}
ASPECT_MEANING = {
    "dung": "chính xác, hợp lệ",
    "du": "đầy đủ",
    "sach": "duy nhất, nhất quán",
    "song": "kịp thời, cập nhật",
}
STEPS = {"standardise": "Chuẩn hóa", "link": "Ghép bản ghi", "extract": "Đọc nguồn"}
STATUS_RANK = {"held": 0, "missing": 1, "stale": 2, "late": 3, "read": 4}
WORST = 8
"""Sources named for one rule that does not pass."""
FIT_WORDS = {
    True: ("ok", "✓ Còn hợp với dữ liệu"),
    False: ("stop", "✕ Không còn hợp với dữ liệu"),
    None: ("unknown", "? Chưa kiểm tra"),
}
GOOD, FAIR = 0.99, 0.95
"""From these shares of checks met a score is called good or fair (our choice)."""


def grade(met: float | None) -> tuple[str, str]:
    """CSS class and word for a share of checks met."""
    if met is None:
        return "unknown", "Chưa có dữ liệu"
    met = round(met, 3)  # what the page shows must agree with the word beside it
    if met >= GOOD:
        return "ok", "✓ Tốt"
    return ("warn", "▲ Cần chú ý") if met >= FAIR else ("stop", "✕ Kém")


def mark(line: ExpectationLine) -> tuple[str, str]:
    """CSS class and word for a rule's outcome; a rule that only informs does not alarm."""
    if line.outcome == "fail" and line.severity == "info":
        return "unknown", "● Lưu ý"
    return OUTCOME_WORDS[line.outcome]


def worst(line: ExpectationLine) -> list[SourceShare]:
    """The sources where the rule does not pass, most failing rows first, at most ``WORST``."""
    failing = [item for item in line.sources if item.outcome != "pass"]
    return sorted(failing, key=lambda item: (-item.failed, item.source_id))[:WORST]


def _sources(model: QualityReport) -> tuple[list[SourceLine], list[SourceLine]]:
    """Sources that need attention, worst first, and the calm ones, which the page folds away."""
    calm = [item for item in model.sources if item.status == "read" and item.verdict in (None, "ok")]
    listed = sorted((item for item in model.sources if item not in calm), key=lambda item: STATUS_RANK[item.status])
    return listed, calm


def _ledger(model: QualityReport) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """Lines that do not balance or set rows aside, worst first, and the calm ones, which the page folds away."""
    calm = [line for line in model.ledger if line.balanced and not line.quarantined and not line.partly_quarantined]
    noted = [line for line in model.ledger if line not in calm]
    return sorted(noted, key=lambda line: (line.balanced, -line.quarantined, line.source_id)), calm


def _order(line: ExpectationLine) -> tuple[int, int, float, str]:
    outcome = {"fail": 0, "error": 1, "pass": 2}[line.outcome]
    return outcome, {"critical": 0, "warning": 1, "info": 2}[line.severity], -line.share, line.id


def render(model: QualityReport) -> str:
    """Return the page; the same model gives the same bytes.

    Example:
        >>> page = render(report)  # doctest: +SKIP
        >>> Path("quality.html").write_text(page, encoding="utf-8")  # doctest: +SKIP
    """
    by_register: dict[str, list[ExpectationLine]] = {name: [] for name in REGISTERS}
    for line in model.expectations:
        by_register[TABLES[line.table].register].append(line)
    failing = sorted((line for line in model.expectations if line.outcome != "pass"), key=_order)
    listed, calm = _sources(model)
    noted_ledger, calm_ledger = _ledger(model)
    attention = [item for item in model.sources if item.status != "read"]
    warned = [item for item in model.sources if item.status == "read" and item.verdict not in (None, "ok")]
    return (
        environment()
        .get_template("quality.html.j2")
        .render(
            model=model,
            attention=attention,
            warned=warned,
            failing=failing,
            by_register={name: sorted(lines, key=_order) for name, lines in by_register.items() if lines},
            registers=REGISTERS,
            levels=LEVELS,
            tables={name: table.label for name, table in TABLES.items()},
            aspects={aspect.value: word for aspect, word in ASPECTS.items()},
            aspect_of={dimension.value: ASPECTS[aspect] for dimension, aspect in ASPECT_OF.items()},
            aspect_meaning=ASPECT_MEANING,
            aspect_order=[aspect.value for aspect in Aspect],
            dimensions={dimension.value: word for dimension, word in DIMENSIONS.items()},
            severities={severity.value: word for severity, word in SEVERITIES.items()},
            discrepancy_severities=DISCREPANCY_SEVERITIES,
            statuses=STATUS_WORDS,
            verdicts=VERDICT_WORDS,
            outcomes=OUTCOME_WORDS,
            steps=STEPS,
            fit_words=FIT_WORDS,
            grade=grade,
            mark=mark,
            failed_rules=[line for line in failing if line.outcome == "fail" and line.severity != "info"],
            worst=worst,
            listed_sources=listed,
            calm_sources=calm,
            calm_places=sorted(Counter(place(item.register, item.level) for item in calm).items()),
            noted_ledger=noted_ledger,
            calm_ledger=calm_ledger,
            commune_names={line.code: line.name for line in model.communes},
        )
    )
