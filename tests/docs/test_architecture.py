"""docs/architecture.md draws the rooms that are there, in the order the import contract holds."""

import re
import tomllib

from doisoat.paths import PACKAGE, ROOT


def test_the_rooms_are_those_of_the_contract_and_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["containers"] == ["doisoat"])
    layers = [layer.strip("()") for layer in reversed(contract["layers"])]
    there = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = text.partition("\n## Rooms\n")[2].partition("\n## ")[0]
    drawn = re.findall(r"^\| `(\w+)/` \|", rooms, re.MULTILINE)
    assert drawn == [layer for layer in layers if layer in there]
    assert set(drawn) == there
