"""The document of the rules lists every rule once, with words for how grave it is and what it is about."""

from doisoat.quality.documentation import ASPECTS, DIMENSIONS, LEVEL_NAMES, SEVERITIES, markdown
from doisoat.quality.model import Aspect, Dimension, Severity
from doisoat.quality.suites import LEVELS, catalogue
from doisoat.registers import TABLES

TEXT = markdown()


def test_every_rule_stands_once_in_its_tables_part() -> None:
    for table in TABLES.values():
        part = TEXT.split(f"(`{table.name}`): ")[1].split("\n## ")[0]
        rows = [
            line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ") and " id " not in line[:6]
        ]
        own = [rule.id for rule in catalogue().values() if rule.table == table.name]
        assert rows == own
        assert part.startswith(f"{len(own)} rules")


def test_every_word_of_the_vocabularies_has_vietnamese() -> None:
    assert (set(SEVERITIES), set(DIMENSIONS), set(ASPECTS)) == (set(Severity), set(Dimension), set(Aspect))
    assert set(LEVEL_NAMES) >= set(LEVELS)


def test_cells_never_break_the_table() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    assert {line.count(" | ") for line in lines} == {7}
