"""Self-contained HTML pages: Jinja2 templates, one style sheet, charts as SVG macros.

A page needs nothing from outside, no script and no font file, and no CSS an old browser lacks (no grid, ``:has`` or
custom properties), so that it opens from a USB stick on a commune's computer and prints. Every page extends
``base.html.j2``; ``svg.j2`` has the charts, each with a title and a description in words.
"""

from datetime import date as calendar_date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent


def number(value: float) -> str:
    """``12345`` → ``12.345``, the Vietnamese way."""
    return f"{value:,.0f}".replace(",", ".")


def percent(value: float | None) -> str:
    """A share as per cent: ``0,4%``, ``12,3%``; never rounded to 0 or 100 when it is not; ``–`` for none."""
    if value is None:
        return "–"
    text = f"{value * 100:.1f}"
    if text == "0.0" and value > 0:
        return "< 0,1%"
    if text == "100.0" and value < 1:
        return "> 99,9%"
    return text.removesuffix(".0").replace(".", ",") + "%"


def fine_percent(value: float) -> str:
    """A share near all or none as per cent with two decimals: ``99,98%``; 0 and 100 only when it is."""
    text = f"{value * 100:.2f}"
    if text == "0.00" and value > 0:
        return "< 0,01%"
    if text == "100.00" and value < 1:
        return "> 99,99%"
    return text.rstrip("0").rstrip(".").replace(".", ",") + "%"


def code(value: str) -> Markup:
    """Text in which what stands between backticks is a command."""
    parts = value.split("`")
    return Markup("").join(
        Markup('<span class="code">{}</span>').format(part) if at % 2 else part for at, part in enumerate(parts)
    )


def date(value: str | None) -> str:
    """``2026-11-15`` → ``15/11/2026``; partial dates likewise; ``–`` for none."""
    return "/".join(reversed(value.split("-"))) if value else "–"


def long_date(value: str) -> str:
    """``2026-11-05`` → ``ngày 05 tháng 11 năm 2026`` (a zero before days below 10 and months 1 and 2)."""
    day = calendar_date.fromisoformat(value)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


@cache
def style() -> Markup:
    """The style sheet, to be put inside the page."""
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))


@cache
def environment() -> Environment:
    """Templates of this folder; everything put into them is escaped, and an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        number=number, percent=percent, fine_percent=fine_percent, code=code, date=date, long_date=long_date
    )
    found.globals["style"] = style
    return found
