"""docs/data-contracts.md, written from the registers' definition."""

from doisoat.registers import REGISTERS
from doisoat.registers.schema import SYSTEM, Field, Kind, Table

_TYPES = {"string": "text", "double": "decimal", "int32": "integer"}


def _row(item: Field) -> str:
    values = ", ".join(item.vocabulary) if item.vocabulary else item.kind.value if item.kind is not Kind.TEXT else ""
    return f"| `{item.name}` | {_TYPES[str(item.type)]} | {values} | {'yes' if item.compared else ''} | {item.label} |"


def _section(table: Table) -> list[str]:
    head = "| field | type | values or normaliser | compared | Vietnamese label |"
    lines = [
        f"### `{table.name}` ({table.label})",
        "",
        f"A row is about a {table.subject.value}."
        + (f" Record keys start with `{table.key_prefix}`." if table.key_prefix else ""),
        "A row needs at least one of: "
        + ", ".join(f"`{name}`" for name in table.required)
        + "; otherwise it is quarantined.",
        "",
        head,
        "|---|---|---|---|---|",
        *(_row(item) for item in table.fields),
        "",
        "Derived by the standardiser: " + ", ".join(f"`{item.name}`" for item in table.derived()) + ".",
        "",
    ]
    return lines


def canonical_form() -> str:
    """The canonical tables of the four registers as Markdown."""
    lines = [
        "Every canonical table starts with the system columns "
        + ", ".join(f"`{item.name}`" for item in SYSTEM)
        + '. Dates are text with their precision: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Empty is null, never "".',
        "",
    ]
    for register in REGISTERS.values():
        lines += [f"## {register.name} ({register.label})", ""]
        for table in register.tables:
            lines += _section(table)
    return "\n".join(lines)
