"""What an .xlsx says of itself: which part holds which sheet, and how its dates and formulas are to be taken."""

import posixpath
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from doisoat.sources.content import part_name

_TRUE = ("1", "true")


@dataclass(frozen=True)
class Workbook:
    """A workbook's own words.

    Args:
        parts: sheet name → its part, as the zip names it; empty for a container that is no .xlsx.
        from_1904: whether days are counted from 1904 (Excel for the Macintosh).
        uncalculated: whether its formulas are to be calculated when it is opened.
    """

    parts: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False
    uncalculated: bool = False


def workbook_of(path: Path) -> Workbook:
    """Read a workbook's own words."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {part_name(name): name for name in archive.namelist()}
            relations = attributes_of(archive.read(names["xl/_rels/workbook.xml.rels"]), "Relationship")
            xml = archive.read(names["xl/workbook.xml"])
            sheets = attributes_of(xml, "sheet")
            settings = attributes_of(xml, "workbookPr")
            calculation = attributes_of(xml, "calcPr")
    except (zipfile.BadZipFile, LookupError, ValueError, expat.ExpatError, OSError):
        return Workbook()
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    folded = {name.lower(): own for name, own in names.items()}  # a package does not mind case
    found = {}
    for item in sheets:
        target = targets.get(next((item[key] for key in item if key.rpartition(" ")[2] == "id"), ""), "")
        target = target.replace("\\", "/")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        part = posixpath.normpath(part).lower()
        if part in folded:
            found[item.get("name", "")] = folded[part]
    return Workbook(
        found,
        any(item.get("date1904") in _TRUE for item in settings),
        any(item.get("fullCalcOnLoad") in _TRUE for item in calculation),
    )


def attributes_of(xml: bytes, element: str) -> list[dict[str, str]]:
    """The attributes of every element of that name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == element:
            found.append(attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
