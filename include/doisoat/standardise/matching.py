"""By what a record without a key of its own is recognised in the next extract.

Each table has steps, tried in order after "the same content word for word"; a step counts only where it fits exactly
one record on both sides. Rows of a household or parcel are only looked for within it.
"""

from doisoat.registers.schema import Table

PARENTS = {"household_member": "household_no", "certificate": "parcel_key", "right": "parcel_key"}
"""Dependent table → the field that names the household or parcel its rows belong to."""

NATURAL = {"household_member": "personal_id", "certificate": "serial"}
"""Dependent table → the field that tells its rows apart within their parent, where the source declares no key."""

STEPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "population": (
        ("personal_id",),
        ("former_id", "full_name_key"),
        ("full_name_key", "date_of_birth"),
        ("full_name_key", "household_no"),
        ("date_of_birth", "sex", "household_no"),
    ),
    "social_insurance": (
        ("personal_id", "scheme"),
        ("participant_no", "scheme"),
        ("health_card_no",),
        ("full_name_key", "date_of_birth", "scheme"),
        ("full_name_key", "household_no", "scheme"),
    ),
    "household": (
        ("head_personal_id",),
        ("head_name_key", "village_key", "house_no"),
        ("head_name_key", "village_key"),
        ("head_name_key", "address"),
    ),
    "household_member": (
        ("personal_id",),
        ("full_name_key", "date_of_birth"),
        ("full_name_key",),
        ("date_of_birth", "sex"),
    ),
    "parcel": (
        ("parcel_code",),
        ("unit_code", "former_unit_code", "map_sheet_no", "parcel_no"),
        ("unit_code", "map_sheet_no", "parcel_no"),
        ("former_unit_code", "former_map_sheet_no", "former_parcel_no"),
    ),
    "certificate": (("serial",), ("book_no",)),
    "right": (("holder_personal_id",), ("holder_former_id",), ("holder_name_key",)),
}

WIDTH = 6
"""Number of hash columns in keys.parquet: the content and up to five steps."""


def hash_columns() -> list[str]:
    """Names of the hash columns."""
    return [f"h{number}" for number in range(WIDTH)]


def hash_expressions(table: Table, parent: str, content: str) -> str:
    """SQL of the hash columns.

    Args:
        table: canonical table.
        parent: SQL of the parent's key, null where there is none.
        content: SQL list of the content columns.
    """
    start = f"'{table.name}', coalesce({parent}, '')"
    found = [f"md5_number_lower(concat_ws(chr(31), {start}, {content})) AS h0"]
    steps = STEPS[table.name]
    for number in range(1, WIDTH):
        if number > len(steps):
            found.append(f"NULL::UBIGINT AS h{number}")
            continue
        fields = steps[number - 1]
        whole = " AND ".join(f"staged.{name} IS NOT NULL" for name in fields)
        joined = ", ".join(f"staged.{name}" for name in fields)
        # The number of the step is part of the hash: a CMND is not taken for a card of the same digits.
        hashed = f"md5_number_lower(concat_ws(chr(31), {start}, {number}, {joined}))"
        found.append(f"CASE WHEN {whole} THEN {hashed} END AS h{number}")
    return ",\n    ".join(found)
