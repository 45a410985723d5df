"""The canonical schema of each register as data, its vocabularies and the catalogue of messages."""

from doisoat.registers import household, land, population, social_insurance
from doisoat.registers.schema import EntityKind, Field, Kind, Level, Register, Table

REGISTERS: dict[str, Register] = {
    module.REGISTER.name: module.REGISTER for module in (population, household, social_insurance, land)
}
TABLES: dict[str, Table] = {table.name: table for register in REGISTERS.values() for table in register.tables}


def register(name: str) -> Register:
    """Return the register ``name``; raises KeyError when there is none."""
    return REGISTERS[name]


def table(name: str) -> Table:
    """Return the canonical table ``name`` (short name, unique over the registers); raises KeyError."""
    return TABLES[name]


__all__ = ["REGISTERS", "TABLES", "EntityKind", "Field", "Kind", "Level", "Register", "Table", "register", "table"]
