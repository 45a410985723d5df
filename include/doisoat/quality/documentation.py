"""``docs/quality-rules.md`` from the suites: every rule, what it asks, how grave it is, what to do."""

from doisoat.quality.model import Aspect, Dimension, Severity
from doisoat.quality.suites import LEVELS, Rule, catalogue, rules
from doisoat.registers import TABLES

SEVERITIES = {Severity.CRITICAL: "nghiêm trọng", Severity.WARNING: "cảnh báo", Severity.INFO: "để biết"}
DIMENSIONS = {
    Dimension.ACCURACY: "chính xác",
    Dimension.COMPLETENESS: "đầy đủ",
    Dimension.CONSISTENCY: "nhất quán",
    Dimension.TIMELINESS: "kịp thời",
    Dimension.UNIQUENESS: "duy nhất",
    Dimension.VALIDITY: "hợp lệ",
}
ASPECTS = {Aspect.DUNG: "Đúng", Aspect.DU: "Đủ", Aspect.SACH: "Sạch", Aspect.SONG: "Sống"}
LEVEL_NAMES = {"central": "trung ương", "province": "cấp tỉnh", "commune": "cấp xã"}

_HEAD = """# Quy tắc kiểm tra chất lượng (Great Expectations)

Written from `expectations/*.json` (`make docs`); a test fails when it is not current.

Each rule is one expectation over one canonical table of one source. *Nghiêm trọng* (critical): above the stop
threshold of failing rows the source is held back. *Cảnh báo* (warning): above the warn threshold the source goes on
with a warning. *Để biết* (info): counted and shown only. A rule that could not be evaluated is reported as such,
never as passed or failed. Đúng = accuracy and validity, đủ = completeness, sạch = uniqueness and consistency,
sống = timeliness (our mapping, to be confirmed).
"""


def markdown() -> str:
    """The whole document."""
    parts = [_HEAD]
    for table in TABLES.values():
        own = [rule for rule in catalogue().values() if rule.table == table.name]
        parts.append(f"\n## {table.label} (`{table.name}`): {len(own)} rules\n")
        parts.append("| id | dữ liệu phải | mức độ | chiều | cột | ngưỡng đạt | cách xử lý | expectation |")
        parts.append("|---|---|---|---|---|---|---|---|")
        parts += [_line(rule) for rule in own]
        parts += _differences(table.name)
    return "\n".join(parts) + "\n"


def _line(rule: Rule) -> str:
    columns = ", ".join(f"`{name}`" for name in rule.columns) or "–"
    dimension = f"{ASPECTS[rule.aspect]} ({DIMENSIONS[rule.dimension]})"
    mostly = f"{rule.mostly:.0%}".replace("%", " %")
    cells = (rule.id, rule.title_vi, SEVERITIES[rule.severity], dimension, columns, mostly, rule.how_to_fix_vi)
    return "| " + " | ".join(cells) + f" | `{rule.type}` |"


def _differences(table: str) -> list[str]:
    base = catalogue()
    found = [
        f"- {LEVEL_NAMES[level]}, {rule.id}: {rule.title_vi} ({SEVERITIES[rule.severity]})"
        for level in LEVELS
        for rule in rules(table, level)
        if rule.config != base[rule.id].config
    ]
    return ["", "Khác theo cấp:", "", *found] if found else []
