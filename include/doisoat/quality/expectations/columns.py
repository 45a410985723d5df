"""Expectations about one column, for this domain. Nulls are left out: completeness is its own expectation."""

from typing import ClassVar

from great_expectations.expectations.expectation import ColumnMapExpectation

from doisoat.quality.checks import dates, identifiers, land, names, vocabulary
from doisoat.quality.expectations._register import Parameter, column_metric


class ExpectColumnValuesToBeValidIdentifiers(ColumnMapExpectation):
    """Expect each value to be a well-formed identifier of ``kind``: personal_id (số định danh), former_id (CMND),
    participant_no (mã số BHXH), health_card (thẻ BHYT), parcel_code (mã thửa), certificate (số phát hành GCN)."""

    kind: str
    as_of: str | Parameter
    map_metric: ClassVar[str] = column_metric(
        "column_values.doisoat_identifier", identifiers.well_formed, ("kind", "as_of")
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "kind", "as_of")


class ExpectColumnValuesToBePlausibleDates(ColumnMapExpectation):
    """Expect each value to be a real date, whole or partial, from ``min_year`` to ``as_of``."""

    as_of: str | Parameter
    min_year: int
    map_metric: ClassVar[str] = column_metric("column_values.doisoat_date", dates.plausible, ("as_of", "min_year"))
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "as_of", "min_year")


class ExpectColumnValuesToNotBePlaceholderDates(ColumnMapExpectation):
    """Expect each value not to be 1 January, which stands for "only the year is known"."""

    map_metric: ClassVar[str] = column_metric(
        "column_values.doisoat_real_day", lambda column: ~dates.placeholder(column)
    )


class ExpectColumnValuesToBePersonNames(ColumnMapExpectation):
    """Expect each value to be written as a person's name: words of Vietnamese or ethnic-minority letters only."""

    map_metric: ClassVar[str] = column_metric("column_values.doisoat_name", names.person_name)


class ExpectColumnValuesToBeKnownCodes(ColumnMapExpectation):
    """Expect each value to be in the shared code list ``codes``: relations, ethnic_groups or land_uses."""

    codes: str
    map_metric: ClassVar[str] = column_metric("column_values.doisoat_code", vocabulary.known_code, ("codes",))
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "codes")


class ExpectColumnValuesToBeLandUses(ColumnMapExpectation):
    """Expect each code of a list of land uses with areas to be of the official classification."""

    map_metric: ClassVar[str] = column_metric("column_values.doisoat_land_use", land.known_uses)
