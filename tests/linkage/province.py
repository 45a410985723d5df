"""A small canonical province with known truth: people, households, parcels in four registers at three levels.

Written apart from ``doisoat synth`` (which renders files): it gives canonical Parquet directly, so that linkage can
be tested alone. Faults are independent by record; twins, namesakes, movers and relatives' numbers are put in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SURNAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Mai",
    "Thông",
    "Ksor",
    "Nông",
    "Lương",
    "Đinh",
]
MIDDLE_M = ["Văn", "Hữu", "Đức", "Minh", "Quốc", "Thanh", "Xuân", "Công", "Ngọc"]
MIDDLE_F = ["Thị", "Thị", "Ngọc", "Thị Thanh", "Kim", "Thị Ngọc", "Mỹ", "Thị Kim"]
GIVEN_M = [
    "Hùng",
    "Dũng",
    "Tuấn",
    "Cường",
    "Nam",
    "Long",
    "Thành",
    "Hải",
    "Sơn",
    "Bình",
    "Phúc",
    "Khoa",
    "Đạt",
    "Huy",
    "Tâm",
    "Hiếu",
    "Trung",
    "Quân",
    "Thắng",
    "Toàn",
    "Vinh",
    "Hưng",
    "Lâm",
    "Kiên",
    "Tài",
    "Phong",
    "Nghĩa",
    "Lộc",
    "An",
    "Tín",
]
GIVEN_F = [
    "Hoa",
    "Lan",
    "Hương",
    "Mai",
    "Hồng",
    "Thủy",
    "Hà",
    "Linh",
    "Trang",
    "Nga",
    "Yến",
    "Loan",
    "Thảo",
    "Phương",
    "Hằng",
    "Hạnh",
    "Nhung",
    "Oanh",
    "Vân",
    "Xuân",
    "Cúc",
    "Đào",
    "Liên",
    "Tuyết",
    "My",
    "Ngân",
    "Chi",
    "Thu",
    "Anh",
    "Dung",
]
UNITS = ["23110", "23122", "23059", "23095"]
LEVELS = ("central", "province", "commune")
OWNER = {"population": "bca", "household": "bca", "social_insurance": "bhxh", "land": "bnnmt"}


def fold(name: str) -> str:
    text = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


@dataclass
class Province:
    """Canonical files by table, and the truth: (source, table, record) → entity."""

    files: dict[str, list[Path]]
    truth: pd.DataFrame
    people: pd.DataFrame


def _zipf(rng: np.random.Generator, items: list[str], n: int, s: float = 0.9) -> np.ndarray:
    p = 1 / np.arange(1, len(items) + 1) ** s
    return rng.choice(np.array(items, dtype=object), n, p=p / p.sum())


def people(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """n people in households of 1 to 6, with twins and namesakes."""
    sizes = rng.choice([1, 2, 3, 4, 5, 6], n, p=[0.1, 0.15, 0.25, 0.3, 0.15, 0.05])
    household = np.repeat(np.arange(n), sizes)[:n]
    frame = pd.DataFrame({"person": np.arange(n), "household": household})
    position = frame.groupby("household").cumcount().to_numpy()
    frame["head"] = position == 0
    sex = np.where(position == 0, rng.choice(["M", "F"], n, p=[0.8, 0.2]), rng.choice(["M", "F"], n))
    sex = np.where(position == 1, np.where(rng.random(n) < 0.9, "F", "M"), sex)
    surname = _zipf(rng, SURNAMES, n)
    father = pd.Series(surname).groupby(household).transform("first").to_numpy()
    surname = np.where((position >= 2), father, surname)
    middle = np.where(sex == "M", _zipf(rng, MIDDLE_M, n), _zipf(rng, MIDDLE_F, n))
    given = np.where(sex == "M", _zipf(rng, GIVEN_M, n, 0.6), _zipf(rng, GIVEN_F, n, 0.6))
    year = np.where(position < 2, rng.integers(1940, 1996, n), rng.integers(1985, 2026, n))
    day = np.minimum(rng.integers(1, 32, n), 28)
    month = rng.integers(1, 13, n)
    twin = np.flatnonzero((position >= 3) & (rng.random(n) < 0.04))
    for array in (year, month, day):
        array[twin] = array[twin - 1]
    frame["sex"], frame["name"] = sex, [f"{s} {m} {g}" for s, m, g in zip(surname, middle, given, strict=True)]
    frame["dob"] = [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in zip(year, month, day, strict=True)]
    for a, b in zip(*[iter(rng.choice(n, 2 * max(1, n // 300), replace=False))] * 2, strict=True):
        frame.loc[b, ["name", "dob", "sex"]] = frame.loc[a, ["name", "dob", "sex"]].to_numpy()
    century = (frame.dob.str[:4].astype(int) // 100 - 19) * 2 + (frame.sex == "F")
    serial = rng.permutation(1_000_000)[:n]
    frame["id"] = [f"060{c}{y}{k:06d}" for c, y, k in zip(century, frame.dob.str[2:4], serial, strict=True)]
    frame["former"] = [f"26{k:07d}" for k in rng.choice(9_000_000, n, replace=False)]
    frame["bhxh"] = [f"79{k:08d}" for k in rng.choice(90_000_000, n, replace=False)]
    homes = frame.groupby("household").person.first().index
    unit = rng.integers(0, len(UNITS), n)
    village = rng.integers(0, 8, n)
    house = rng.integers(1, 200, n)
    frame["unit"] = [UNITS[unit[h]] for h in frame.household]
    frame["village"] = [f"v{unit[h]}{village[h]}" for h in frame.household]
    frame["house"] = [str(house[h]) for h in frame.household]
    assert len(homes) <= n
    return frame


def _slip(rng: np.random.Generator, text: str) -> str:
    at = int(rng.integers(0, len(text)))
    kind = int(rng.integers(0, 4))
    letter = chr(int(rng.integers(97, 123)))
    if kind == 0:
        return text[:at] + letter + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + letter + text[at:]
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def _digit_slip(rng: np.random.Generator, number: str) -> str:
    at = int(rng.integers(3, len(number)))
    return number[:at] + str((int(number[at]) + int(rng.integers(1, 10))) % 10) + number[at + 1 :]


def _faults(rng: np.random.Generator, rows: pd.DataFrame, everyone: pd.DataFrame, noise: float) -> pd.DataFrame:
    """Spoil name, date, sex, number, place of some rows; rows keep their truth in ``person``."""
    rows = rows.reset_index(drop=True).copy()
    n = len(rows)

    def some(rate: float) -> np.ndarray:
        return np.flatnonzero(rng.random(n) < rate * noise)

    name, dob, number = (rows[c].to_numpy(dtype=object, copy=True) for c in ("name", "dob", "id"))
    unit, village = (rows[c].to_numpy(dtype=object, copy=True) for c in ("unit", "village"))
    for i in some(0.02):
        name[i] = _slip(rng, name[i])
    for i in some(0.08):
        name[i] = fold(name[i]).title()
    for i in some(0.01):
        y, m, d = dob[i].split("-")
        dob[i] = f"{y}-{d}-{m}" if int(d) <= 12 else f"{y}-{m}-{(int(d) % 28) + 1:02d}"
    for i in some(0.03):
        dob[i] = dob[i][:4]
    for i in some(0.01):
        dob[i] = dob[i][:4] + "-01-01"
    dob[some(0.005)] = "1900-01-01"
    number[some(0.12)] = None
    for i in some(0.01):
        number[i] = number[i] and _digit_slip(rng, number[i])
    first = everyone.groupby("household").id.first()
    for i in some(0.006):
        number[i] = first[rows.household[i]]
    for i in some(0.01):
        unit[i] = str(rng.choice(UNITS))
        village[i] = f"v{UNITS.index(unit[i])}{rng.integers(0, 8)}"
    village[some(0.05)] = None
    rows["name"], rows["dob"], rows["id"], rows["unit"], rows["village"] = name, dob, number, unit, village
    rows.loc[some(0.005), "sex"] = None
    again = rows.loc[some(0.004)].copy()
    again["copy"] = "d"
    return pd.concat([rows.assign(copy=""), again], ignore_index=True)


def make(folder: Path, n: int, seed: int, noise: float = 1.0) -> Province:
    """Write the province's canonical files into ``folder``."""
    rng = np.random.default_rng(seed)
    everyone = people(rng, n)
    parcels = _parcels(rng, everyone)
    files: dict[str, list[Path]] = {}
    truth: list[pd.DataFrame] = []

    def write(table: str, source: str, frame: pd.DataFrame, entity: pd.Series, keep: list[str]) -> None:
        path = folder / source.replace(".", "_") / f"{table}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        out = frame[["record_key", *keep]].assign(source_id=source)
        out.sample(frac=1, random_state=seed).to_parquet(path, index=False)
        files.setdefault(table, []).append(path)
        truth.append(pd.DataFrame({"source": source, "table": table, "record": frame.record_key, "entity": entity}))

    for level in LEVELS:
        for register in OWNER:
            for owner, part in _sources(register, level, everyone):
                source = f"{register}.{level}.{owner}"
                rows = _faults(rng, part[rng.random(len(part)) > 0.02], everyone, noise)
                rows["tag"] = [f"{k:06x}" for k in rng.permutation(len(rows))]
                base = _columns(rows)
                if register == "population":
                    base["household_no"] = "P" + rows.household.astype(str)
                    base["residence"] = "permanent"
                    base["record_key"] = "n" + rows.tag
                    write("population", source, base, "p" + rows.person.astype(str), [*_PERSON, *_PLACE])
                elif register == "household":
                    _household(write, source, rows, base)
                elif register == "social_insurance":
                    who = rng.random(len(rows)) < 0.7
                    base["participant_no"] = np.where(rng.random(len(rows)) < 0.9, rows.bhxh, None)
                    base["scheme"], base["status"] = "health_household", "active"
                    base["record_key"] = "b" + rows.tag
                    write(
                        "social_insurance",
                        source,
                        base[who],
                        "p" + rows.person[who].astype(str),
                        [*_PERSON, "participant_no", "scheme", "status", *_PLACE],
                    )
                else:
                    units = UNITS if level != "commune" else [owner]
                    _land(rng, write, source, parcels[parcels.unit.isin(units)], everyone, noise)
    return Province(files, pd.concat(truth, ignore_index=True), everyone)


_PERSON = ["full_name", "full_name_key", "date_of_birth", "sex", "personal_id", "former_id", "household_no"]
_PLACE = ["unit_candidates", "unit_current", "village_candidates", "house_no"]


def _sources(register: str, level: str, everyone: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if level == "commune":
        return [(u, everyone[everyone.unit == u]) for u in UNITS]
    return [(OWNER[register] if level == "central" else "68", everyone)]


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "full_name": rows.name,
            "full_name_key": rows.name.map(fold),
            "date_of_birth": rows.dob,
            "sex": rows.sex,
            "personal_id": rows.id,
            "former_id": rows.former.where(rows.person % 3 == 0),
            "household_no": None,
            "unit_candidates": rows.unit,
            "unit_current": rows.unit,
            "village_candidates": rows.village,
            "house_no": rows.house,
        }
    )


def _household(write, source: str, rows: pd.DataFrame, base: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]
    prefix = source[10] + source[-1]
    base["household_no"] = prefix + rows.household.astype(str)
    base["relation_to_head"] = np.where(rows["head"], "01", "06")
    base["record_key"] = "member:" + base.household_no + "/" + rows.tag
    keep = ["household_no", "full_name", "full_name_key", "sex", "date_of_birth", "personal_id", "relation_to_head"]
    write("household_member", source, base, "p" + rows.person.astype(str), keep)
    first = base.assign(home=rows.household, order=~rows["head"]).sort_values("order", kind="stable")
    first = first.drop_duplicates("household_no")
    first = first.assign(head_name=first.full_name, head_name_key=first.full_name_key, record_key=first.household_no)
    write(
        "household",
        source,
        first,
        "h" + first.home.astype(str),
        ["household_no", "head_name", "head_name_key", *_PLACE],
    )


def _parcels(rng: np.random.Generator, everyone: pd.DataFrame) -> pd.DataFrame:
    heads = everyone[everyone["head"]]
    frame = heads.loc[heads.index.repeat(rng.integers(0, 4, len(heads)))].reset_index(drop=True)
    n = len(frame)
    former = rng.integers(0, 3, n)
    frame["parcel"] = np.arange(n)
    frame["former_unit"] = [str(int(u) + f) for u, f in zip(frame.unit, former, strict=True)]
    key = pd.DataFrame({"f": frame.former_unit, "s": rng.integers(1, 40, n), "p": rng.integers(1, 300, n)})
    taken = key.duplicated()
    key.loc[taken, "p"] = 1000 + np.arange(int(taken.sum()))
    frame["sheet"], frame["number"] = key.s.astype(str), key.p.astype(str)
    frame["area"] = np.round(rng.lognormal(6, 1, n), 1)
    frame["code"] = ["".join(c) for c in rng.choice(list("0123456789bcdefghjkmnpqrstuvwxyz"), (n, 12))]
    spouse = everyone[~everyone["head"]].groupby("household").person.first()
    frame["spouse"] = [
        spouse.get(h, -1) if r < 0.3 else -1 for h, r in zip(frame.household, rng.random(n), strict=True)
    ]
    return frame


def _land(rng, write, source: str, parcels: pd.DataFrame, everyone: pd.DataFrame, noise: float) -> None:  # type: ignore[no-untyped-def]
    rows = parcels[rng.random(len(parcels)) > 0.02].reset_index(drop=True)
    n = len(rows)
    rows["key"] = [f"T{k}" for k in rng.permutation(n)]

    def some(rate: float) -> np.ndarray:
        return rng.random(n) < rate * noise

    out = pd.DataFrame(
        {
            "record_key": rows.key,
            "parcel_key": rows.key,
            "parcel_code": rows.code.mask(some(0.3)),
            "unit_candidates": rows.unit,
            "unit_current": rows.unit,
            "unit_status": "current",
            "unit_code": rows.unit,
            "map_sheet_no": rows.sheet,
            "parcel_no": rows.number,
            "village_candidates": rows.village,
            "former_unit_code": rows.former_unit.mask(some(0.3)),
            "area_m2": rows.area,
            "land_use": "ONT",
        }
    )
    for i in np.flatnonzero(some(0.01)):
        out.loc[i, "parcel_no"] = _digit_slip(rng, "000" + out.loc[i, "parcel_no"])[3:]
    change = some(0.02)
    out.loc[change, "area_m2"] = np.round(out.area_m2[change] * 1.07, 1)
    write(
        "parcel",
        source,
        out,
        "t" + rows.parcel.astype(str),
        [
            "parcel_key",
            "parcel_code",
            *_PLACE[:3],
            "unit_status",
            "unit_code",
            "map_sheet_no",
            "parcel_no",
            "former_unit_code",
            "area_m2",
            "land_use",
        ],
    )
    holders = pd.concat([rows.assign(holder=rows.person, n=1), rows[rows.spouse >= 0].assign(holder=rows.spouse, n=2)])
    who = everyone.loc[holders.holder].reset_index(drop=True)
    holders = holders.reset_index(drop=True)
    blank = rng.random(len(holders)) < 0.3 * noise
    right = pd.DataFrame(
        {
            "record_key": "right:" + holders.key + "/" + holders.n.astype(str),
            "parcel_key": holders.key,
            "holder_kind": np.where(holders.spouse >= 0, "spouses", "individual"),
            "holder_name": who.name,
            "holder_name_key": who.name.map(fold),
            "holder_personal_id": who.id.mask(blank),
            "holder_birth_year": who.dob.str[:4].astype("int32").astype("Int32").mask(rng.random(len(holders)) < 0.2),
        }
    )
    keep = ["parcel_key", "holder_kind", *(f"holder_{c}" for c in ("name", "name_key", "personal_id", "birth_year"))]
    write("right", source, right, "p" + who.person.astype(str), keep)


def pairwise(truth: pd.DataFrame, entities: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Pairwise precision, recall and F1 by kind (p, h, t) of clusters against the truth."""
    both = truth.merge(entities, on=["source", "table", "record"], how="left", validate="one_to_one")
    assert both.entity_id.notna().all()
    scores: dict[str, tuple[float, float, float]] = {}
    for kind, part in both.groupby(both.entity.str[0]):

        def pairs(keys: list[str], part: pd.DataFrame = part) -> int:
            size = part.groupby(keys).size()
            return int((size * (size - 1) // 2).sum())

        hit, made, real = pairs(["entity", "entity_id"]), pairs(["entity_id"]), pairs(["entity"])
        p, r = hit / max(made, 1), hit / max(real, 1)
        scores[str(kind)] = (p, r, 2 * p * r / max(p + r, 1e-9))
    return scores
