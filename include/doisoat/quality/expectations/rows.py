"""Expectations about several columns of a row, or rows that share a key. ``column_list`` names them in order."""

from typing import ClassVar

from great_expectations.expectations.expectation import MulticolumnMapExpectation

from doisoat.quality.checks import groups, households, insurance, land, people, vocabulary
from doisoat.quality.expectations._register import Parameter, row_metric


class ExpectPersonalNumberToMatchPerson(MulticolumnMapExpectation):
    """Expect the sex and year of birth inside a personal number (số định danh) to be the row's own.

    Columns: personal number, date or year of birth, and sex where the table has it.
    """

    map_metric: ClassVar[str] = row_metric("multicolumn_values.doisoat_number_fits", people.number_fits_person)


class ExpectRelationToMatchSex(MulticolumnMapExpectation):
    """Expect a wife to be a woman, a father a man … Columns: relation to head, sex."""

    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_relation_sex",
        lambda frame: households.relation_fits_sex(frame.iloc[:, 0], frame.iloc[:, 1]),
    )


class ExpectRelationToMatchAge(MulticolumnMapExpectation):
    """Expect heads and spouses to be at least ``min_age`` years old. Columns: relation to head, date of birth."""

    as_of: str | Parameter
    min_age: int
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_relation_age",
        lambda frame, as_of, min_age: households.relation_fits_age(frame.iloc[:, 0], frame.iloc[:, 1], as_of, min_age),
        ("as_of", "min_age"),
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "as_of", "min_age")


class ExpectLivingPersonToHavePlausibleAge(MulticolumnMapExpectation):
    """Expect nobody recorded as living to be older than ``max_age``. Columns: vital status, date of birth."""

    as_of: str | Parameter
    max_age: int
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_living_age",
        lambda frame, as_of, max_age: people.living_age_plausible(frame.iloc[:, 0], frame.iloc[:, 1], as_of, max_age),
        ("as_of", "max_age"),
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "as_of", "max_age")


class ExpectDatesToBeInOrder(MulticolumnMapExpectation):
    """Expect the dates of ``column_list`` not to run backwards, compared as far as each is known."""

    map_metric: ClassVar[str] = row_metric("multicolumn_values.doisoat_date_order", people.dates_in_order)


class ExpectVocabularyOfTable(MulticolumnMapExpectation):
    """Expect the coded columns to hold only values of the schema of ``canonical_table``."""

    canonical_table: str
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_vocabulary", vocabulary.in_schema, ("canonical_table",)
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "canonical_table")


class ExpectAtMostOneOfRelationPerHousehold(MulticolumnMapExpectation):
    """Expect a household to have at most one current member among the relations ``codes`` (one head, one spouse).

    Columns: household_no, relation_to_head, and those that say the person has left (to_on, moved_to_unit,
    vital_status).
    """

    codes: list[str]
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_one_relation", households.at_most_one, ("codes",)
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "codes")


class ExpectValuesToAgreeWithinKey(MulticolumnMapExpectation):
    """Expect rows with the same key to have the same value. Columns: key, value."""

    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_agree", lambda frame: groups.agree(frame.iloc[:, 0], frame.iloc[:, 1])
    )


class ExpectAllOrNoneToBeGiven(MulticolumnMapExpectation):
    """Expect the columns of ``column_list`` to be given together or not at all."""

    map_metric: ClassVar[str] = row_metric("multicolumn_values.doisoat_all_or_none", groups.all_or_none)


class ExpectAnyToBeGiven(MulticolumnMapExpectation):
    """Expect at least one column of ``column_list`` to be given (use with ``ignore_row_if: never``)."""

    map_metric: ClassVar[str] = row_metric("multicolumn_values.doisoat_any_given", groups.any_given)


class ExpectHealthCardToCarryParticipantNumber(MulticolumnMapExpectation):
    """Expect a 15-character card to end in the participant's number. Columns: health card, participant number."""

    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_card_number",
        lambda frame: insurance.card_carries_number(frame.iloc[:, 0], frame.iloc[:, 1]),
    )


class ExpectSchemeToMatchAge(MulticolumnMapExpectation):
    """Expect nobody too young for the scheme. Columns: scheme, date of birth."""

    as_of: str | Parameter
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_scheme_age",
        lambda frame, as_of: insurance.scheme_fits_age(frame.iloc[:, 0], frame.iloc[:, 1], as_of),
        ("as_of",),
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "as_of")


class ExpectPeriodToMatchStatus(MulticolumnMapExpectation):
    """Expect an active participation not to be over and an ended one to be. Columns: status, to_on."""

    as_of: str | Parameter
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_period_status",
        lambda frame, as_of: insurance.period_fits_status(frame.iloc[:, 0], frame.iloc[:, 1], as_of),
        ("as_of",),
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "as_of")


class ExpectLandUsesToFillArea(MulticolumnMapExpectation):
    """Expect the areas of the land uses to add up to the parcel's within ``tolerance`` m². Columns: land use, area."""

    tolerance: float
    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_uses_fill_area",
        lambda frame, tolerance: land.uses_fill_area(frame.iloc[:, 0], frame.iloc[:, 1], tolerance),
        ("tolerance",),
    )
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")


class ExpectSharesOfParcelWithinOne(MulticolumnMapExpectation):
    """Expect the shares of a parcel's holders to add up to at most 1. Columns: parcel key, share."""

    map_metric: ClassVar[str] = row_metric(
        "multicolumn_values.doisoat_shares",
        lambda frame: land.shares_within_one(frame.iloc[:, 0], frame.iloc[:, 1]),
    )
