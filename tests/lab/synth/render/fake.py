"""A province small enough to read: hand-made frames of the shape the generator gives, independent of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from doisoat_lab.synth.frames import CANONICAL, Chunk, SourcePart, SynthSpec

UNITS = ("23122", "23110")
NUMBERS = {"area_m2": "float64", "share": "float64", "member_count": "Int32", "holder_birth_year": "Int32"}
KIND = {"household": "household", "parcel": "parcel", "certificate": "parcel"}


def spec(people: int = 400) -> SynthSpec:
    return SynthSpec(UNITS, "68", people, 7)


def frame(table: str, columns: dict[str, Any], n: int, first: int, keys: list[str] | None) -> pd.DataFrame:
    out = pd.DataFrame(index=range(n))
    for name in CANONICAL[table]:
        values = columns.get(name, [None] * n)
        out[name] = pd.array(values, dtype=NUMBERS.get(name, "str"))
    out["_record"] = np.arange(first, first + n, dtype=np.int64)
    out["_entity_kind"] = KIND.get(table, "person")
    out["_entity_id"] = [f"{table}-{first + i}" for i in range(n)]
    own: list[str | None] = list(keys) if keys else [None] * n
    out["_key"] = pd.array(own, dtype="str")
    out["_seq"] = np.array(columns.get("_seq", [0] * n), dtype=np.int32)
    out["_garbage"] = pd.array(columns.get("_garbage", [None] * n), dtype="str")
    out["_meant"] = pd.array([None] * n, dtype="str")
    return out


NAMES = ["Nguyễn Thị Hòa", "Trần Văn Đức", "K' Brơi", "Lê Ánh Nguyệt", "Phạm Quốc Ẩn", "Võ Thị Ưng"]
DATES = ["1985-03-07", "1950", "1962-11", "2010-12-31", "1899-05-06", None]


def people(unit: str, n: int, first: int, keyed: bool) -> pd.DataFrame:
    male = [i % 2 == 0 for i in range(n)]
    villages = ["Thôn Dân Bình", "Thôn 2", "Thôn/Xóm [3]", None]
    return frame(
        "population",
        {
            "personal_id": [f"0600850{first + i:05d}" if i % 7 else None for i in range(n)],
            "former_id": [f"2601{first + i:05d}" if i % 3 == 0 else None for i in range(n)],
            "full_name": [NAMES[i % len(NAMES)] for i in range(n)],
            "sex": ["M" if m else "F" for m in male],
            "date_of_birth": [DATES[i % len(DATES)] for i in range(n)],
            "ethnicity": ["01" if i % 6 != 2 else "16" for i in range(n)],
            "household_no": [f"H{(first + i) // 4:05d}" for i in range(n)],
            "relation_to_head": ["01" if i % 4 == 0 else "14" for i in range(n)],
            "residence": ["permanent" if i % 5 else "temporary" for i in range(n)],
            "unit_code": [unit] * n,
            "village": [villages[i % 4] for i in range(n)],
            "address": [f"{villages[i % 4] or ''}, Hàm Thạnh" for i in range(n)],
            "vital_status": ["living" if i % 9 else "deceased" for i in range(n)],
            "status_on": [None if i % 9 else "2024-02-29" for i in range(n)],
            "_garbage": ["blank_identity" if i == 5 else None for i in range(n)],
        },
        n,
        first,
        [f"NK{first + i:07d}" for i in range(n)] if keyed else None,
    )


def household(unit: str, n: int, first: int) -> dict[str, pd.DataFrame]:
    numbers = [f"0{first + i:08d}" for i in range(n)]
    heads = frame(
        "household",
        {
            "household_no": numbers,
            "head_name": [NAMES[i % len(NAMES)] for i in range(n)],
            "head_personal_id": [f"0600850{first + i:05d}" for i in range(n)],
            "unit_code": [unit] * n,
            "village": ["Thôn 2"] * n,
            "member_count": [2] * n,
        },
        n,
        first,
        numbers,
    )
    seq = [1 + i % 2 for i in range(2 * n)]
    members = frame(
        "household_member",
        {
            "household_no": [numbers[i // 2] for i in range(2 * n)],
            "personal_id": [f"0600850{first + i:05d}" for i in range(2 * n)],
            "full_name": [NAMES[i % len(NAMES)] for i in range(2 * n)],
            "date_of_birth": [DATES[i % len(DATES)] for i in range(2 * n)],
            "sex": ["M", "F"] * n,
            "relation_to_head": ["01", "02"] * n,
            "from_on": ["2019-01-05"] * (2 * n),
            "_seq": seq,
        },
        2 * n,
        first,
        [f"member:{numbers[i // 2]}/{seq[i]}" for i in range(2 * n)],
    )
    return {"household": heads, "household_member": members}


def insurance(unit: str, n: int, first: int, names: list[str] = NAMES) -> pd.DataFrame:
    schemes = ["compulsory", "voluntary", "health_household", "health_only", "pension"]
    return frame(
        "social_insurance",
        {
            "participant_no": [f"012{first + i:07d}" for i in range(n)],
            "personal_id": [f"0600850{first + i:05d}" for i in range(n)],
            "full_name": [names[i % len(names)] for i in range(n)],
            "sex": ["M" if i % 2 else "F" for i in range(n)],
            "date_of_birth": [DATES[i % len(DATES)] for i in range(n)],
            "scheme": [schemes[i % 5] for i in range(n)],
            "status": ["active" if i % 4 else "ended" for i in range(n)],
            "from_on": ["2020-07-01"] * n,
            "unit_code": [unit] * n,
            "village": ["Thôn 2"] * n,
            "_garbage": ["blank_key" if i == 3 else None for i in range(n)],
        },
        n,
        first,
        [f"B{first + i:08d}" for i in range(n)],
    )


def land(unit: str, n: int, first: int, keyed: bool = True) -> dict[str, pd.DataFrame]:
    keys = [f"{unit}.{first + i}" for i in range(n)]
    parcels = frame(
        "parcel",
        {
            "parcel_key": keys,
            "unit_code": [unit] * n,
            "map_sheet_no": [str(1 + i % 3) for i in range(n)],
            "parcel_no": [str(i) for i in range(n)],
            "area_m2": [1200.5 + i for i in range(n)],
            "land_use": ["ONT:120.5;CLN:1080"] * n,
            "village": ["Thôn 2"] * n,
        },
        n,
        first,
        keys if keyed else None,
    )
    has = [i for i in range(n) if i % 3]
    certificates = frame(
        "certificate",
        {
            "serial": [f"BN {531000 + i}" for i in has],
            "book_no": [f"H {i:05d}" for i in has],
            "issued_on": ["2012-04-15"] * len(has),
            "parcel_key": [keys[i] for i in has],
            "_seq": [1] * len(has),
        },
        len(has),
        first,
        [f"certificate:{keys[i]}/BN {531000 + i}" for i in has] if keyed else None,
    )
    holders = [(i, s) for i in range(n) for s in range(1, 1 + i % 3)]
    rights = frame(
        "right",
        {
            "parcel_key": [keys[i] for i, _ in holders],
            "holder_kind": ["spouses" if i % 3 == 2 else "individual" for i, _ in holders],
            "holder_name": [NAMES[(i + s) % len(NAMES)] for i, s in holders],
            "holder_personal_id": [f"0600850{first + i:05d}" for i, _ in holders],
            "holder_birth_year": [1960 + s for _, s in holders],
            "share": [0.5 if i % 3 == 2 else 1.0 for i, _ in holders],
            "_seq": [s for _, s in holders],
        },
        len(holders),
        first,
        [f"right:{keys[i]}/{s}" for i, s in holders] if keyed else None,
    )
    return {"parcel": parcels, "certificate": certificates, "right": rights}


def part(register: str, level: str, owner: str, frames: dict[str, pd.DataFrame], units: list[str]) -> SourcePart:
    return SourcePart(f"{register}.{level}.{owner}", register, level, owner, None, None, {"units": units}, frames)


def chunks(n: int = 100) -> Iterator[Chunk]:
    every = list(UNITS)
    for index, unit in enumerate(UNITS):
        first = 1 + index * 1000
        parts = [
            part("population", "central", "bca", {"population": people(unit, n, first, True)}, every),
            part("population", "province", "68", {"population": people(unit, n, first, True)}, every),
            part("population", "commune", unit, {"population": people(unit, n, 1, index == 1)}, [unit]),
            part("household", "central", "bca", household(unit, n // 4, first), every),
            part("household", "province", "68", household(unit, n // 4, first), every),
            part("household", "commune", unit, household(unit, n // 4, first), [unit]),
            part("social_insurance", "central", "bhxh", {"social_insurance": insurance(unit, n, first)}, every),
            part("social_insurance", "province", "68", {"social_insurance": insurance(unit, n, first)}, every),
            part("social_insurance", "commune", unit, {"social_insurance": insurance(unit, n // 3, 1)}, [unit]),
            part("land", "central", "bnnmt", land(unit, n // 2, first), every),
            part("land", "province", "68a" if index else "68b", land(unit, n // 2, first), [unit]),
            part("land", "commune", unit, land(unit, n // 2, first), [unit]),
        ]
        yield Chunk(unit, parts)
