"""The picture of the benchmark as SVG: F1 against processor seconds, one panel a kind of data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = {"doisoat": "#0b6e4f", "splink": "#c0562b"}
NAMES = {"doisoat": "Đối Soát", "splink": "Splink 5.0.0"}
F1_TICKS = (0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999)
CPU_TICKS = (5, 10, 20, 50, 100, 200, 500)
WORST, BEST = 0.965, 0.9999
WIDTH, HEIGHT, COLUMNS = 300, 230, 3
LEFT, TOP, GAP_X, GAP_Y = 62, 92, 30, 62


@dataclass(frozen=True)
class Point:
    """One engine on one data set; ``best`` is its F1 at the best threshold, None where that was not measured."""

    engine: str
    label: str
    cpu: float
    f1: float
    best: float | None


@dataclass(frozen=True)
class Panel:
    """Data sets of one kind, in order of size."""

    title: str
    points: tuple[Point, ...]


def _y(f1: float) -> float:
    """Height in a panel: even steps for even ratios of errors, since 0.99 to 0.999 is as much as 0.9 to 0.99."""
    error = 1 - min(max(f1, WORST), BEST)
    span = math.log(1 - WORST) - math.log(1 - BEST)
    return (math.log(error) - math.log(1 - BEST)) / span * HEIGHT


def _text(x: float, y: float, words: str, **style: str) -> str:
    attributes = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in style.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(words)}</text>'


def _panel(panel: Panel, x0: float, y0: float, low: float, high: float) -> Iterable[str]:
    def x(cpu: float) -> float:
        return x0 + math.log(cpu / low) / math.log(high / low) * WIDTH

    yield _text(x0, y0 - 10, panel.title, font_size="14", font_weight="600")
    yield f'<rect x="{x0}" y="{y0}" width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7" stroke="#c9c5bb"/>'
    for f1 in F1_TICKS:
        y = y0 + _y(f1)
        yield f'<line x1="{x0}" x2="{x0 + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e6e2d8"/>'
        shown = f"≥ {f1:g}" if f1 == BEST else f"{f1:g}"
        yield _text(x0 - 6, y + 4, shown, text_anchor="end", font_size="11", fill="#5c584f")
    for cpu in (t for t in CPU_TICKS if low <= t <= high):
        yield f'<line x1="{x(cpu):.1f}" x2="{x(cpu):.1f}" y1="{y0}" y2="{y0 + HEIGHT}" stroke="#e6e2d8"/>'
        yield _text(x(cpu), y0 + HEIGHT + 15, f"{cpu}", text_anchor="middle", font_size="11", fill="#5c584f")
    for engine, colour in COLOURS.items():
        mine = [p for p in panel.points if p.engine == engine]
        path = " ".join(f"{x(p.cpu):.1f},{y0 + _y(p.f1):.1f}" for p in mine)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-opacity="0.6"/>'
        for p in mine:
            at, y = x(p.cpu), y0 + _y(p.f1)
            if p.best is not None and y - (y0 + _y(p.best)) > 1:
                top = y0 + _y(p.best)
                yield (
                    f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y:.1f}" y2="{top:.1f}" stroke="{colour}" '
                    f'stroke-dasharray="2 2"/><circle cx="{at:.1f}" cy="{top:.1f}" r="4" fill="#fff" '
                    f'stroke="{colour}" stroke-width="1.5"/>'
                )
            says = f"{NAMES[engine]}, {p.label}: F1 {p.f1:.4f}, {p.cpu:.0f} CPU-s"
            yield (f'<circle cx="{at:.1f}" cy="{y:.1f}" r="5" fill="{colour}"><title>{escape(says)}</title></circle>')
            yield _text(at + 6, y + (15 if y + 18 < y0 + HEIGHT else -8), p.label, font_size="11", fill=colour)


def draw(panels: Sequence[Panel], title: str, note: str) -> str:
    """The whole picture."""
    cpus = [p.cpu for panel in panels for p in panel.points]
    low, high = min(cpus) * 0.7, max(cpus) * 1.5
    rows = -(-len(panels) // COLUMNS)
    step_x, step_y = WIDTH + LEFT + GAP_X, HEIGHT + GAP_Y
    width, height = COLUMNS * step_x, TOP + rows * step_y
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" fill="#23211d">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        _text(LEFT, 26, title, font_size="18", font_weight="600"),
    ]
    at = LEFT
    for engine, colour in COLOURS.items():
        parts.append(f'<circle cx="{at + 6}" cy="44" r="5" fill="{colour}"/>')
        parts.append(_text(at + 17, 48, NAMES[engine], font_size="13"))
        at += 110
    parts.append(_text(at + 10, 48, note, font_size="12", fill="#5c584f"))
    for i, panel in enumerate(panels):
        parts += _panel(panel, LEFT + i % COLUMNS * step_x, TOP + i // COLUMNS * step_y, low, high)
    middle = width / 2
    parts.append(
        _text(
            middle,
            height - 10,
            "processor seconds, start to file of links (logarithmic)",
            text_anchor="middle",
            font_size="12",
            fill="#5c584f",
        )
    )
    mid = TOP + (height - TOP - 40) / 2
    parts.append(
        _text(
            14, mid, "F1", font_size="12", fill="#5c584f", transform=f"rotate(-90 14 {mid:.0f})", text_anchor="middle"
        )
    )
    return "\n".join([*parts, "</svg>"]) + "\n"
