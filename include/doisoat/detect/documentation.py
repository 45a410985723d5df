"""docs/discrepancies.md, written from the catalogue and the rules themselves."""

from doisoat.detect.catalogue import DiscrepancyKind, kinds
from doisoat.sqlwork import statement

_HEAD = """# Catalogue of discrepancies

Written from the code (`make docs`); a test fails when it is not current. One kind = one entry of
`include/doisoat/detect/catalogue.yaml`, one rule `sql/detect/<kind>.sql` and one file `tests/detect/test_<kind>.py`.

The rules compare the canonical values of the records linked to one entity (person, household, parcel, organisation),
over all sources read in the run. A finding of scope *source* stands for one source and a set of entities, of scope
*entity* for a set of entities over all sources; both for one field. Its fingerprint is the first 32 hexadecimal digits
of SHA-256 over kind, sorted entity ids joined by `|`, the source (scope *source* only) and the field, joined by the
character U+001F: values, row numbers and clusters of one run are not part of it.

Where a rule can tell why values differ, the finding carries the *cause* (`cause`), which may change its severity, and,
where the repair is mechanical, the value meant (`proposal`).

**Home.** A finding belongs to the worklist of its first entity's home: the configured commune most of the entity's
records lie in; people without a commune of their own take their household's or their parcel's. Findings without a home
get a book of their own.

**Identifiers in worklists.** A number that is itself the matter is always shown whole. The personal number that only
helps to recognise the person is whole where an officer must look the person up elsewhere, else all but its last four
digits are masked ("personal number" below).
"""


def _says(kind: DiscrepancyKind) -> str:
    """The rule's own first comment: what a row of its result is."""
    return statement(kind.sql()).says


def _severity(kind: DiscrepancyKind) -> str:
    if not kind.severity_by_field:
        return kind.severity
    others = ", ".join(f"{name}: {severity}" for name, severity in kind.severity_by_field.items())
    return f"{kind.severity} ({others})"


def _identifiers(kind: DiscrepancyKind) -> str:
    if "*" in kind.full_identifier:
        return "whole"
    return f"whole for {', '.join(kind.full_identifier)}, else masked" if kind.full_identifier else "masked"


def _causes(kind: DiscrepancyKind) -> list[str]:
    """A line for the causes a finding may carry, each with its severity where that is its own."""
    said = [
        f"`{name}` {cause.title_vi}" + (f" ({cause.severity})" if cause.severity else "")
        for name, cause in kind.causes.items()
    ]
    return [f"| causes | {'; '.join(said)} |"] if said else []


def _entry(kind: DiscrepancyKind) -> str:
    fields = ", ".join(f"`{name}`" for name in kind.fields) or "none"
    lines = [
        f"## {kind.title_vi} (`{kind.id}`)",
        "",
        f"{kind.rule_vi}",
        "",
        "| | |",
        "|---|---|",
        f"| scope, about | {kind.scope}; {', '.join(kind.entity_kinds)} |",
        f"| severity, dimension | {_severity(kind)}; {kind.dimension} |",
        f"| fields | {fields} |",
        *_causes(kind),
        f"| officers' list | {'sheet «' + kind.sheet_vi + '»' if kind.officer_list else 'no'} |",
        f"| personal number | {_identifiers(kind)} |",
        f"| sentence | {kind.message_vi} |",
        f"| what to do | {kind.instructions()} |",
        f"| the rule gives | {_says(kind)} |",
        "",
    ]
    return "\n".join(lines)


def markdown() -> str:
    """The text of docs/discrepancies.md."""
    found = list(kinds().values())
    rows = [
        f"| [{kind.title_vi}](#{_anchor(kind)}) | `{kind.id}` | {kind.severity} | {kind.dimension} | {kind.scope} |"
        for kind in found
    ]
    table = "\n".join(["| kind | id | severity | dimension | scope |", "|---|---|---|---|---|", *rows])
    return "\n".join([_HEAD, table, "", *(_entry(kind) for kind in found)]).rstrip() + "\n"


def _anchor(kind: DiscrepancyKind) -> str:
    """GitHub's anchor of the entry's heading."""
    heading = f"{kind.title_vi} ({kind.id})".lower()
    return "".join(char for char in heading.replace(" ", "-") if char.isalnum() or char in "-_")
