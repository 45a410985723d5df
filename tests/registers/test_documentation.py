"""The document of the registers says every field, and each table what it must to be read."""

import pytest

from doisoat.registers import REGISTERS, TABLES
from doisoat.registers.documentation import canonical_form
from doisoat.registers.household import HOUSEHOLD, HOUSEHOLD_MEMBER
from doisoat.registers.land import HOLDER_KIND, ORGANISED_HOLDERS, PARCEL, PERSONAL_HOLDERS
from doisoat.registers.schema import EntityKind

TEXT = canonical_form()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_table_has_its_section_with_every_field_once(table) -> None:
    section = TEXT.split(f"### `{table.name}` ")[1].split("\n### ")[0].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"`{field.name}`" for field in table.fields]
    assert all(f"`{name}`" in section for name in table.required)
    assert all(f"`{field.name}`" in section for field in table.derived())


def test_each_register_has_its_heading_in_order() -> None:
    at = [TEXT.index(f"## {register.name} ({register.label})") for register in REGISTERS.values()]
    assert at == sorted(at)


def test_a_right_is_a_persons_or_an_organisations_whoever_holds_it() -> None:
    assert set(PERSONAL_HOLDERS) | set(ORGANISED_HOLDERS) == set(HOLDER_KIND)
    assert not set(PERSONAL_HOLDERS) & set(ORGANISED_HOLDERS)


def test_what_the_rows_of_a_household_and_of_land_are_about() -> None:
    assert (HOUSEHOLD.subject, HOUSEHOLD_MEMBER.subject, PARCEL.subject) == (
        EntityKind.HOUSEHOLD,
        EntityKind.PERSON,
        EntityKind.PARCEL,
    )
    prefixes = [table.key_prefix for register in REGISTERS.values() for table in register.tables]
    for register in REGISTERS.values():
        own = [table.key_prefix for table in register.tables]
        assert len(set(own)) == len(own), "keys of two tables of one source must not meet"
    assert len(prefixes) == len(TABLES)
