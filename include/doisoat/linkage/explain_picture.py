"""An explanation as a waterfall: one self-contained SVG, readable in black and white, with title and description.

Every row moves the score from where the row above left it. For: solid, sign + and an arrow to the right; against:
striped, sign − and an arrow to the left; the total is framed. Colour only repeats what sign and pattern say
(Circular 32/2017/TT-BTTTT, Art. 18).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from doisoat.linkage.explain import Explanation
from doisoat.linkage.explain_sentence import sentence, verdict
from doisoat.linkage.explain_words import KINDS, decimal, masked

__all__ = ["waterfall"]

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 920, 420, 24, 34, 142
"""Pixels of the drawing, as are the numbers below: laid out by eye."""
_VALUES = 396
"""Right edge of the column of figures, between the words and the bars."""
_GAP = 8
_BAR = 18
_FONT = "font-family=\"'Segoe UI', Tahoma, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\""
_STYLE = """
text{fill:#1a1a1a;font-size:14px}.h{font-size:19px;font-weight:700}.s{font-size:13px;fill:#444}
.v{font-weight:700}.grid{stroke:#ddd}.zero{stroke:#1a1a1a}.mark{stroke:#1a1a1a;stroke-dasharray:5 4}
.join{stroke:#777;stroke-dasharray:2 2}.for{fill:#1f4e79;stroke:#12304b}
.against{fill:url(#stripes);stroke:#7a2e00;stroke-width:1.5}
.total{fill:#fff;stroke:#1a1a1a;stroke-width:3}.rival{fill:#fff;stroke:#1a1a1a;stroke-width:1.5;stroke-dasharray:4 3}
"""
_STRIPES = (
    '<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2.5" height="6" fill="#7a2e00"/></pattern>'
)
_Scale = Callable[[float], float]


@dataclass(frozen=True)
class _Bar:
    text: str
    start: float
    end: float
    css: str
    value: str
    rule: bool = False


def waterfall(found: Explanation) -> str:
    """The weakest step of ``found`` as an SVG document (UTF-8 text, fixed width, height by its rows)."""
    bars = _bars(found)
    marks = ((found.review_bits, "mức cần xem"), (found.accept_bits, "mức ghép"))
    reach = [x for bar in bars for x in (bar.start, bar.end)] + [x for x, _ in marks] + [0.0]
    low, high = min(reach), max(reach)
    pad = max(high - low, 1.0) * 0.03
    scale = (_WIDTH - _LEFT - _RIGHT) / (high - low + 2 * pad)

    def at(bits: float) -> float:
        return round(_LEFT + (bits - low + pad) * scale, 1)

    bottom = _TOP + _ROW * len(bars) + _GAP
    height = bottom + 92
    body = [*_axis(low, high, at, bottom), *_marks(marks, at, bottom)]
    for i, bar in enumerate(bars):
        below = _GAP if i >= len(found.decisive.parts) else 0
        body += _row(bar, bars[i + 1] if i + 1 < len(bars) else None, at, _TOP + _ROW * i + below)
    title, told = _title(found), sentence(found)
    step = found.decisive
    names = " ↔ ".join(f"{r.source} | {masked(r.key)}" for r in (step.a, step.b))
    steps = "".join(f"{bar.text}: {bar.value}; " for bar in bars).removesuffix("; ")
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" '
            f'role="img" aria-labelledby="t d" lang="vi" {_FONT}>',
            f'<title id="t">{escape(title)}</title>',
            f'<desc id="d">{escape(told)} {escape(steps)}.</desc>',
            f"<style>{_STYLE}</style><defs>{_STRIPES}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text class="h" x="20" y="34">{escape(title)}</text>',
            f'<text class="s" x="20" y="58">{escape(names)}</text>',
            f'<text class="v" x="20" y="84">{escape(_upper(verdict(found)))}</text>',
            *body,
            *_legend(bottom + 50),
            "</svg>\n",
        )
    )


def _title(found: Explanation) -> str:
    verb = "Vì sao ghép" if found.decision == "link" else "Vì sao chưa ghép"
    many = f" (bước yếu nhất trong {len(found.steps)} bước)" if len(found.steps) > 1 else ""
    return f"{verb} hai bản ghi ({KINDS[found.kind]}): {decimal(found.weight)} điểm{many}"


def _bars(found: Explanation) -> list[_Bar]:
    step = found.decisive
    at = 0.0
    bars = []
    for part in step.parts:
        css = "for" if part.bits >= 0 else "against"
        bars.append(_Bar(_upper(part.text), at, at + part.bits, css, decimal(part.bits)))
        at += part.bits
    total = "Tổng điểm của cặp này"
    bars.append(_Bar(total, 0.0, step.weight, "total", decimal(step.weight), rule=True))
    best = found.runner_up
    if best is not None and best.weight is not None:
        word = "Đã ghép với" if found.decision == "review" and best.decision == "link" else "Ứng viên kế tiếp:"
        text = f"{word} {best.record.source} {masked(best.record.key)}"
        bars.append(_Bar(text, 0.0, best.weight, "rival", decimal(best.weight)))
    return bars


def _row(bar: _Bar, after: _Bar | None, at: _Scale, y: int) -> Iterable[str]:
    x, width = min(at(bar.start), at(bar.end)), max(abs(at(bar.end) - at(bar.start)), 1.5)
    top, middle = y + (_ROW - _BAR) / 2, y + _ROW / 2
    weight = ' class="v"' if bar.rule else ""
    if bar.rule:
        yield f'<line class="zero" x1="20" x2="{_WIDTH - _RIGHT}" y1="{y - 4}" y2="{y - 4}"/>'
    for i, line in enumerate(lines := _wrap(bar.text)):
        offset = middle + 5 - (len(lines) - 1) * 7.5 + i * 15
        yield f'<text{weight} x="20" y="{offset}"{_small(lines)}>{escape(line)}</text>'
    yield f'<rect class="{bar.css}" x="{x}" y="{top}" width="{round(width, 1)}" height="{_BAR}"/>'
    mark = {"for": " ▶", "against": " ◀"}.get(bar.css, "")
    yield f'<text class="v" x="{_VALUES - 18}" y="{middle + 5}" text-anchor="end">{bar.value}</text>'
    if mark:
        yield f'<text class="v" x="{_VALUES}" y="{middle + 5}" text-anchor="end">{mark.strip()}</text>'
    if after is not None and after.css in ("for", "against"):
        edge = at(bar.end)
        yield f'<line class="join" x1="{edge}" x2="{edge}" y1="{top + _BAR}" y2="{top + _ROW}"/>'


def _axis(low: float, high: float, at: _Scale, bottom: int) -> Iterable[str]:
    gap = 5 if high - low <= 40 else 10 if high - low <= 90 else 20
    for bits in range(int(low // gap) * gap, int(high // gap + 1) * gap + 1, gap):
        if low <= bits <= high or bits == 0:
            css = "zero" if bits == 0 else "grid"
            yield f'<line class="{css}" x1="{at(bits)}" x2="{at(bits)}" y1="{_TOP}" y2="{bottom}"/>'
            tick = str(bits).replace("-", "−")
            yield f'<text class="s" x="{at(bits)}" y="{bottom + 18}" text-anchor="middle">{tick}</text>'


def _marks(marks: tuple[tuple[float, str], ...], at: _Scale, bottom: int) -> Iterable[str]:
    for (bits, name), anchor, shift in zip(marks, ("end", "start"), (4, -4), strict=True):
        x = at(bits)
        yield f'<line class="mark" x1="{x}" x2="{x}" y1="{_TOP - 12}" y2="{bottom}"/>'
        text = f"{name} ({decimal(bits)})"
        yield f'<text class="s" x="{x + shift}" y="{_TOP - 18}" text-anchor="{anchor}">{text}</text>'


def _legend(y: int) -> Iterable[str]:
    yield f'<rect class="for" x="20" y="{y - 12}" width="26" height="14"/>'
    yield f'<text class="s" x="54" y="{y}">+ ▶ ủng hộ là một</text>'
    yield f'<rect class="against" x="190" y="{y - 12}" width="26" height="14"/>'
    yield f'<text class="s" x="224" y="{y}">− ◀ chống lại</text>'
    meaning = "Mỗi điểm làm khả năng là một tăng gấp đôi; mỗi điểm trừ giảm một nửa."
    yield f'<text class="s" x="20" y="{y + 26}">{meaning}</text>'


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrap(text: str, limit: int = 44) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _small(lines: list[str]) -> str:
    return ' style="font-size:12.5px"' if len(lines) > 1 else ""
