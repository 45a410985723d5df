"""Small canonical frames that meet every rule; a test breaks one cell at a time."""

from typing import Any

import pandas as pd

from doisoat.registers import TABLES

AS_OF = "2026-11-15"
_UNIT = {
    "unit_code": "23122",
    "unit_candidates": "23122",
    "unit_current": "23122",
    "unit_status": "current",
    "village": "Thôn 1",
    "village_key": "thon 1",
    "village_candidates": "v_1",
    "village_id": "v_1",
    "village_status": "current",
}
_PEOPLE = [  # number, sex, born, relation, name
    ("060085000011", "M", "1985-03-07", "01", "Nguyễn Văn An"),
    ("060188000022", "F", "1988-09-21", "02", "Trần Thị Bình"),
    ("060210000033", "M", "2010-05-12", "14", "Nguyễn Gia Huy"),
    ("060315000044", "F", "2015-12-30", "14", "Nguyễn Hạ Vy"),
]


def frame(table: str, rows: list[dict[str, Any]], source: str | None = None) -> pd.DataFrame:
    """Canonical frame of ``table``: the given cells, system columns filled, everything else null."""
    schema = TABLES[table].arrow_schema()
    source = source or f"{TABLES[table].register}.commune.23122"
    full = []
    for number, row in enumerate(rows):
        system = {
            "source_id": source,
            "record_key": f"{table}-{number}",
            "record_ref": f"r_{table}_{number:08d}",
            "lineage_file": "so.xlsx",
            "lineage_sheet": "Thôn 1",
            "lineage_row": number + 5,
            "lineage_checksum": "0" * 16,
            "as_of": AS_OF,
        }
        full.append({**system, **row})
    columns = {field.name: [row.get(field.name) for row in full] for field in schema}
    import pyarrow as pa

    return pa.table(columns, schema=schema).to_pandas()


def population(households: int = 3) -> pd.DataFrame:
    return frame("population", [row for household in range(households) for row in _population(household)])


def _number(number: str, household: int) -> str:
    return f"{number[:6]}{household:04d}{number[10:]}"


def _population(household: int) -> list[dict[str, Any]]:
    return [
        {
            "personal_id": _number(number, household),
            "full_name": name,
            "sex": sex,
            "date_of_birth": born,
            "ethnicity": "01",
            "household_no": f"H{household}",
            "relation_to_head": relation,
            "residence": "permanent",
            "vital_status": "living",
            **_UNIT,
        }
        for number, sex, born, relation, name in _PEOPLE
    ]


def household(households: int = 3) -> dict[str, pd.DataFrame]:
    heads, members = [], []
    for number in range(households):
        people = _population(number)
        heads.append(
            {
                "household_no": f"H{number}",
                "head_name": people[0]["full_name"],
                "head_personal_id": people[0]["personal_id"],
                "member_count": len(people),
                **_UNIT,
            }
        )
        wanted = ("household_no", "personal_id", "full_name", "sex", "date_of_birth", "relation_to_head")
        members += [{**{key: person[key] for key in wanted}, "from_on": "2016"} for person in people]
    return {"household": frame("household", heads), "household_member": frame("household_member", members)}


def social_insurance(households: int = 3) -> pd.DataFrame:
    rows = [
        {
            "participant_no": f"60{household:04d}{index:04d}",
            "health_card_no": f"GD460{household % 10}60{household:04d}{index:04d}"[:5]
            + f"60{household:04d}{index:04d}",
            "personal_id": person["personal_id"],
            "full_name": person["full_name"],
            "sex": person["sex"],
            "date_of_birth": person["date_of_birth"],
            "scheme": "health_household",
            "status": "active",
            "from_on": "2026-01-01",
            "to_on": "2026-12-31",
            **_UNIT,
        }
        for household in range(households)
        for index, person in enumerate(_population(household))
    ]
    return frame("social_insurance", rows)


def land(parcels: int = 3) -> dict[str, pd.DataFrame]:
    plots = [
        {
            "parcel_key": f"P{number}",
            "parcel_code": f"w6vzqc8yd{number:03d}",
            "map_sheet_no": "5",
            "parcel_no": str(number + 1),
            "area_m2": 420.5,
            "land_use": "ONT:120.5;CLN:300",
            **_UNIT,
        }
        for number in range(parcels)
    ]
    papers = [
        {"serial": f"BN {531000 + n}", "book_no": f"CH{n:05d}", "issued_on": "2014-06-02", "parcel_key": f"P{n}"}
        for n in range(parcels)
    ]
    rights = [
        {
            "parcel_key": f"P{n}",
            "holder_kind": "individual",
            "holder_name": "Nguyễn Văn An",
            "holder_personal_id": _number("060085000011", n),
            "holder_birth_year": 1985,
            "share": 1.0,
        }
        for n in range(parcels)
    ]
    return {
        "parcel": frame("parcel", plots),
        "certificate": frame("certificate", papers),
        "right": frame("right", rights),
    }


def everything(size: int = 3) -> dict[str, dict[str, pd.DataFrame]]:
    """Source id → tables, for one source of each register."""
    return {
        "population.commune.23122": {"population": population(size)},
        "household.commune.23122": household(size),
        "social_insurance.commune.23122": {"social_insurance": social_insurance(size)},
        "land.commune.23122": land(size),
    }
