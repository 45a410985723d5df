"""The default set of sources: which layout, format and connection each register has at each level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from doisoat_lab.synth.render.layout import Layout
from doisoat_lab.synth.render.layouts import household, land, population, social_insurance

Format = Literal["sql", "xlsx", "csv", "parquet", "json"]


@dataclass(frozen=True)
class Plan:
    """How one source is kept.

    Args:
        format: what the source is.
        layouts: its physical tables.
        title: Vietnamese name, with `{unit}` for the commune's or province's name.
        connection: connection id.
        encoding: of CSV files.
        delimiter: of CSV files.
        bom: whether CSV files begin with a byte order mark.
    """

    format: Format
    layouts: tuple[Layout, ...]
    title: str
    connection: str = "files"
    encoding: str = "utf-8"
    delimiter: str = ","
    bom: bool = False


def sql_plans() -> dict[tuple[str, str, str], Plan]:
    """(register, level, variant) → plan of the sources kept above the commune; variant is "" or the owner's letter."""
    return {
        ("population", "central", ""): Plan(
            "sql", population.CENTRAL, "Cơ sở dữ liệu quốc gia về dân cư (Bộ Công an)", "population_central"
        ),
        ("population", "province", ""): Plan(
            "sql", population.PROVINCE, "Dữ liệu dân cư dùng chung của {unit}", "population_province"
        ),
        ("household", "central", ""): Plan(
            "sql", household.CENTRAL, "Dữ liệu hộ gia đình, cơ sở dữ liệu về cư trú (Bộ Công an)", "household_central"
        ),
        ("household", "province", ""): Plan(
            "sql", household.PROVINCE, "Kho dữ liệu hộ gia đình của {unit}", "household_province"
        ),
        ("social_insurance", "central", ""): Plan(
            "csv", social_insurance.CENTRAL, "Dữ liệu người tham gia (Bảo hiểm xã hội Việt Nam)"
        ),
        ("social_insurance", "province", ""): Plan(
            "csv",
            social_insurance.PROVINCE,
            "Dữ liệu thu, sổ thẻ (Bảo hiểm xã hội {unit})",
            encoding="windows-1258",
            delimiter=";",
        ),
        ("land", "central", ""): Plan(
            "parquet", land.CENTRAL, "Cơ sở dữ liệu quốc gia về đất đai (Bộ Nông nghiệp và Môi trường)"
        ),
        ("land", "province", ""): Plan("sql", land.SYSTEM_A, "Hệ thống thông tin đất đai của {unit}", "land_province"),
        ("land", "province", "a"): Plan(
            "sql", land.SYSTEM_A, "Hệ thống thông tin đất đai A của {unit}", "land_province_a"
        ),
        ("land", "province", "b"): Plan(
            "sql", land.SYSTEM_B, "Hệ thống thông tin đất đai B của {unit}", "land_province_b"
        ),
    }


def plan_of(register: str, level: str, owner: str) -> Plan:
    """The plan of a source above the commune; raises KeyError when nobody keeps that register there."""
    plans = sql_plans()
    variant = owner[-1] if owner[-1:] in ("a", "b") and level == "province" else ""
    return plans[register, level, variant]


COMMUNE: dict[str, tuple[Layout, ...]] = {
    "population": population.COMMUNE,
    "household": household.COMMUNE,
    "social_insurance": social_insurance.COMMUNE,
    "land": land.COMMUNE,
}

COMMUNE_TITLES = {
    "population": "Sổ theo dõi nhân khẩu của {unit}",
    "household": "Sổ theo dõi hộ gia đình của {unit}",
    "social_insurance": "Danh sách tham gia BHXH, BHYT của đại lý thu tại {unit}",
    "land": "Sổ địa chính của {unit}",
}
