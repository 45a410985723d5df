"""Words and numbers as officers write them."""

import pytest

from doisoat.registers import TABLES
from doisoat.registers.population import VITAL_STATUS
from doisoat.registers.social_insurance import SCHEME, STATUS
from doisoat.reports import words


@pytest.mark.parametrize(("raw", "shown"), [("1980-03-12", "12/03/1980"), ("1980-03", "03/1980"), ("1980", "1980")])
def test_dates_keep_their_precision(raw: str, shown: str) -> None:
    assert words.date(raw) == shown


@pytest.mark.parametrize(("raw", "shown"), [(96.1, "96,1 m²"), (1120.5, "1.120,5 m²"), (1000.0, "1.000 m²")])
def test_areas(raw: float, shown: str) -> None:
    assert words.area(raw) == shown


def test_mask_keeps_length_and_last_four() -> None:
    assert words.mask("060080000001") == "********0001"
    assert words.mask("123") == "123"


def test_every_coded_value_has_a_word() -> None:
    assert set(words.VALUES["scheme"]) == set(SCHEME)
    assert set(words.VALUES["status"]) == set(STATUS)
    assert set(words.VALUES["vital_status"]) == set(VITAL_STATUS)


def test_places_name_levels_together() -> None:
    assert words.places("population", ("commune",)) == "dân cư cấp xã"
    assert words.places("population", ("commune", "province", "commune")) == "dân cư cấp xã, cấp tỉnh"
    assert words.places("social_insurance", ("commune", "province", "central")) == "BHXH cả ba cấp"


def test_every_field_of_a_finding_has_a_vietnamese_label() -> None:
    from doisoat.detect import kinds

    for entry in kinds().values():
        for name in entry.fields:
            assert words.field_label(name) != name
    assert set(words.REGISTERS) == {table.register for table in TABLES.values()}
