"""The house's own rules about its code, where a tool does not hold them."""

import ast
from collections import defaultdict
from pathlib import Path

PRODUCT = Path(__file__).parents[1] / "include" / "doisoat"
OPEN = {"Finding", "Identity", "Limits", "Line", "Places", "Province", "Run", "Session", "Table"}
"""Names several public classes still share; take a name off when all but one of them are renamed."""


def shared_names() -> dict[str, list[str]]:
    """Public class name → the modules that define one, where there are several."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(PRODUCT.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(PRODUCT)))
    return {name: places for name, places in found.items() if len(places) > 1}


def test_a_public_class_has_a_name_of_its_own() -> None:
    assert {name: places for name, places in shared_names().items() if name not in OPEN} == {}


def test_nothing_is_kept_from_the_formatter() -> None:
    ours = [
        path
        for name in ("include", "tests", "dags", "plugins", "tools", "benchmarks")
        for path in (PRODUCT.parents[1] / name).rglob("*.py")
    ]
    mark = "fmt: " + "skip"
    assert [path.name for path in ours if mark in path.read_text("utf-8")] == []
