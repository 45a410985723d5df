"""The parts of an .xlsx, written by hand: no library writes another program's habits.

Parts are stored, not deflated, and dated 1980: the same call makes the same bytes everywhere, and a fuzzer that flips
a byte flips it in the XML.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY_STYLE = 1
"""Number of the cell format "dd/mm/yyyy" in `STYLES`; 2 is "d/m", 3 "0.00"."""
STYLES = (
    '<styleSheet xmlns="{main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="d/m"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Arial"/>'
    '</font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" xfId="0" applyNumberFormat="1"/><xf numFmtId="2" xfId="0" quotePrefix="1"/>'
    "</cellXfs></styleSheet>"
)

Write = Callable[[str, Any], str]
"""Writes a cell: its address and value."""


@dataclass(frozen=True)
class Xml:
    """A cell written out already, `{ref}` standing for its address."""

    text: str


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, content in parts.items():
            item = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
            item.filename = name  # as given: ZipInfo turns backslashes round
            item.create_system = 0
            target.writestr(item, content)
    return buffer.getvalue()


def column_name(place: int) -> str:
    """Letters of a column, from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def serial(day: date, epoch: date = date(1899, 12, 30)) -> int:
    """A day as Excel counts."""
    return (day - epoch).days


@dataclass
class Strings:
    """The shared strings of a book; `write` is a cell writer that adds to them."""

    items: list[str] = field(default_factory=list)
    main: str = MAIN

    def write(self, ref: str, value: Any) -> str:
        """A cell as Excel writes it."""
        if isinstance(value, str):
            item = f"<si><t{space(value)}>{escape(value)}</t></si>"
            if item not in self.items:
                self.items.append(item)
            return f'<c r="{ref}" t="s"><v>{self.items.index(item)}</v></c>'
        return typed(ref, value)

    def raw(self, item: str) -> Xml:
        """A cell whose string is the given content of `<si>`."""
        self.items.append(f"<si>{item}</si>")
        return Xml(f'<c r="{{ref}}" t="s"><v>{len(self.items) - 1}</v></c>')

    def part(self) -> str:
        """xl/sharedStrings.xml."""
        count = len(self.items)
        return f'{_HEAD}<sst xmlns="{self.main}" count="{count}" uniqueCount="{count}">{"".join(self.items)}</sst>'


def space(value: str) -> str:
    """The attribute that keeps blanks."""
    return ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""


def typed(ref: str, value: Any) -> str:
    """A number, a day, a truth value or a cell written out."""
    if isinstance(value, Xml):
        return value.text.replace("{ref}", ref)
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{ref}" s="{DAY_STYLE}"><v>{serial(value)}</v></c>'
    return f'<c r="{ref}"><v>{value}</v></c>'


def inline(ref: str, value: Any) -> str:
    """A cell that holds its own text."""
    if isinstance(value, str):
        return f'<c r="{ref}" t="inlineStr"><is><t{space(value)}>{escape(value)}</t></is></c>'
    return typed(ref, value)


def plain(ref: str, value: Any) -> str:
    """A text cell of the type a formula's text has."""
    if isinstance(value, str):
        return f'<c r="{ref}" t="str"><v>{escape(value)}</v></c>'
    return typed(ref, value)


def rows_xml(rows: Sequence[Sequence[Any]], write: Write, first: int = 1, attributes: str = "") -> str:
    """`<row>` elements; a None is no cell, an empty row no element."""
    found = []
    for number, row in enumerate(rows, first):
        cells = "".join(
            write(f"{column_name(place)}{number}", value) for place, value in enumerate(row) if value is not None
        )
        if cells:
            found.append(f'<row r="{number}"{attributes}>{cells}</row>')
    return "".join(found)


def sheet_xml(data: str, after: str = "", main: str = MAIN, before: str = "", names: str = "") -> str:
    """A worksheet part around its `<row>` elements."""
    return (
        f'{_HEAD}<worksheet xmlns="{main}" xmlns:r="{REL}"{names}>{before}<sheetData>{data}</sheetData>{after}'
        "</worksheet>"
    )


def package(
    sheets: Mapping[str, str],
    strings: Strings | None = None,
    *,
    styles: bool = True,
    states: Mapping[str, str] | None = None,
    book_before: str = "",
    absolute: bool = False,
    properties: Mapping[str, str] | None = None,
    main: str = MAIN,
    rel: str = REL,
    names: Sequence[str] = (),
) -> dict[str, str | bytes]:
    """All parts of a book.

    Args:
        sheets: name → worksheet part.
        strings: shared strings, where the writer has them.
        styles: whether there is a styles part.
        states: sheet → ``hidden`` or ``veryHidden``.
        book_before: what stands before the list of sheets in the workbook part.
        absolute: parts are named from the root.
        properties: parts beside the book, e.g. docProps/app.xml.
        main: namespace of the parts.
        rel: namespace of relations.
        names: file names of the sheets, in order; default sheet1.xml …
    """
    names = names or [f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    base = "/xl/" if absolute else ""
    kinds = [(name, "worksheet") for name in names]
    kinds += [("styles.xml", "styles")] if styles else []
    kinds += [("sharedStrings.xml", "sharedStrings")] if strings else []
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}"'
        + (f' state="{states[name]}"' if states and name in states else "")
        + f' r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{rel}/{kind}" Target="{base}{name}"/>'
        for n, (name, kind) in enumerate(kinds, 1)
    )
    types = "".join(
        f'<Override PartName="/xl/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        f'{kind}+xml"/>'
        for name, kind in [("workbook.xml", "sheet.main"), *kinds]
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{rel}/officeDocument" Target="{"/" if absolute else ""}xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{main}" xmlns:r="{rel}">{book_before}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        "</Relationships>",
    }
    parts |= {f"xl/{name}": text for name, text in zip(names, sheets.values(), strict=True)}
    if styles:
        parts["xl/styles.xml"] = _HEAD + STYLES.replace("{main}", main)
    if strings:
        parts["xl/sharedStrings.xml"] = strings.part()
    return {**parts, **(properties or {})}
