"""How Splink is configured on each kind of data; runs in Splink's own environment.

One comparison for the name, one for the date of birth, one for the place, as its documentation advises for fields that
depend on each other; term frequencies on whole names and on their parts; dates with the placeholder already made null;
blocking rules equal in spirit to those of our model files. ``variant`` names what was tried: ``joint`` (one comparison
of the whole name) and ``parts`` (surname, middle and given names compared apart, each with term frequencies).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import block_on

PLACEHOLDER = "1900-01-01"


@dataclass(frozen=True)
class Setup:
    """Everything Splink needs for one kind of data; ``columns`` is the SQL that prepares a file (one a side)."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    comparisons: list[Any]
    blocking: list[Any]
    deterministic: list[Any]
    recall: float
    """Guess of the share of true pairs that the deterministic rules find."""
    training: list[Any]
    reader: str = "read_parquet('{0}')"
    numbers: tuple[str, ...] = field(default=())


def _dates(column: str = "dob") -> cl.CustomComparison:
    same_day = f"{column}_day_l = {column}_day_r"
    same_year = f"{column}_year_l = {column}_year_r"
    known = f"{column}_day_l IS NOT NULL AND {column}_day_r IS NOT NULL"
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(f"{column}_year"),
            cll.CustomLevel(f"{same_year} AND NOT ({known})", "same year, day unknown"),
            cll.ExactMatchLevel(column).configure(tf_adjustment_column=column),
            cll.CustomLevel(
                f"{same_year} AND right({column}_day_l, 2) || '-' || left({column}_day_l, 2) = {column}_day_r",
                "day and month swapped",
            ),
            # a slip leaves the year or the day whole; asked first, since the distance is slow on 10 million pairs
            cll.CustomLevel(
                f"({same_year} OR {same_day}) AND damerau_levenshtein({column}_l, {column}_r) <= 1", "one slip"
            ),
            cll.CustomLevel(f"{same_day}", "same day of another year"),
            cll.CustomLevel(f"{same_year}", "same year"),
            cll.CustomLevel(
                f"abs(cast({column}_year_l AS INT) - cast({column}_year_r AS INT)) <= 1", "neighbouring year"
            ),
            cll.ElseLevel(),
        ],
    )


def _number(column: str, rows: int) -> cl.CustomComparison:
    """Two unrelated people share a number by error alone; random pairs are too few to show how seldom: one in rows."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column).configure(u_probability=1 / rows, fix_u_probability=True),
            # one slip leaves one half of the number whole; asked first, since the distance is slow
            cll.CustomLevel(
                f"(left({column}_l, 5) = left({column}_r, 5) OR right({column}_l, 4) = right({column}_r, 4)) "
                f"AND damerau_levenshtein({column}_l, {column}_r) <= 1",
                "one slip",
            ),
            cll.ElseLevel(),
        ],
    )


def _whole_name() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("written").configure(tf_adjustment_column="name"),
            cll.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            cll.JaroWinklerLevel("name", 0.96),
            cll.CustomLevel("sorted_l = sorted_r", "same words"),
            cll.CustomLevel("surname_l = surname_r AND given_l = given_r", "surname and given name"),
            cll.JaroWinklerLevel("name", 0.9),
            cll.ExactMatchLevel("given").configure(tf_adjustment_column="given"),
            cll.ExactMatchLevel("surname").configure(tf_adjustment_column="surname"),
            cll.ElseLevel(),
        ],
    )


def _part(column: str) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column).configure(tf_adjustment_column=column),
            cll.JaroWinklerLevel(column, 0.92),
            cll.JaroWinklerLevel(column, 0.8),
            cll.ElseLevel(),
        ],
    )


def _place() -> cl.CustomComparison:
    village, unit = "list_has_any(villages_l, villages_r)", "list_has_any(units_l, units_r)"
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.NullLevel("units"),
            cll.CustomLevel(f"{village} AND house_no_l = house_no_r", "village and house"),
            cll.CustomLevel(f"{village} AND (house_no_l IS NULL OR house_no_r IS NULL)", "village, house unknown"),
            cll.CustomLevel(village, "village, another house"),
            cll.CustomLevel(f"{unit} AND house_no_l = house_no_r", "commune and house"),
            cll.CustomLevel(unit, "commune"),
            cll.ElseLevel(),
        ],
    )


_PERSON = """
SELECT record_key, full_name_key AS name, lower(full_name) AS written,
    list_aggregate(list_sort(string_split(full_name_key, ' ')), 'string_agg', ' ') AS sorted,
    string_split(full_name_key, ' ')[1] AS surname, string_split(full_name_key, ' ')[-1] AS given,
    nullif(array_to_string(string_split(full_name_key, ' ')[2:-2], ' '), '') AS middle,
    nullif(date_of_birth, '1900-01-01') AS dob, left(nullif(date_of_birth, '1900-01-01'), 4) AS dob_year,
    nullif(substr(nullif(date_of_birth, '1900-01-01'), 6, 5), '') AS dob_day, sex,
    {ids} string_split(unit_candidates, '|') AS units, string_split(village_candidates, '|') AS villages, house_no
FROM {file}
"""


def province(with_ids: bool, variant: str, rows: int) -> Setup:
    """Vietnamese person files in canonical columns, two or three of them."""
    names = [_whole_name()] if variant == "joint" else [_part("surname"), _part("middle"), _part("given")]
    numbers = ("personal_id", "former_id") if with_ids else ()
    ids = "personal_id, former_id," if with_ids else ""
    full_date = "length(l.dob) = 10"
    blocking = [
        *[block_on(n) for n in numbers],
        block_on("name", "dob_year"),
        block_on("given", "dob"),
        # 1 January is left out: surname and that date alone are thousands of people
        f"l.surname = r.surname AND l.dob = r.dob AND l.sex = r.sex AND {full_date} AND l.dob_day <> '01-01'",
        block_on("name", "dob_day"),
        block_on("villages", "dob", arrays_to_explode=["villages"]),
        block_on("villages", "name", arrays_to_explode=["villages"]),
        block_on("villages", "house_no", "given", arrays_to_explode=["villages"]),
        block_on("units", "dob", "sex", arrays_to_explode=["units"]),
    ]
    rules: list[Any] = [f"l.name = r.name AND l.dob = r.dob AND l.sex = r.sex AND {full_date} AND l.dob_day <> '01-01'"]
    return Setup(
        key=("record_key",),
        columns=(_PERSON.replace("{ids}", ids),),
        comparisons=[*names, _dates(), cl.ExactMatch("sex"), *[_number(n, rows) for n in numbers], _place()],
        blocking=blocking,
        deterministic=[*([block_on("personal_id", "dob")] if with_ids else []), *rules],
        recall=0.85 if with_ids else 0.8,
        # each leaves out the comparisons its own columns are in, so every one is trained by two others
        training=[block_on("name"), block_on("dob"), *([block_on("personal_id")] if with_ids else [])],
        numbers=numbers,
    )


_FEBRL = """
SELECT rec_id, given_name, surname, given_name || ' ' || surname AS name,
    strptime(nullif(date_of_birth, ''), '%Y%m%d') IS NOT NULL AS dated,
    CASE WHEN length(date_of_birth) = 8 THEN left(date_of_birth, 4) || '-' || substr(date_of_birth, 5, 2) || '-'
        || right(date_of_birth, 2) END AS dob,
    left(date_of_birth, 4) AS dob_year, substr(date_of_birth, 5, 2) || '-' || right(date_of_birth, 2) AS dob_day,
    {ids} street_number, address_1 AS street, suburb, postcode, state
FROM {file}
"""


def febrl(with_ids: bool, variant: str, rows: int) -> Setup:
    """FEBRL4, as in Splink's own demonstration of it, with the number as one more comparison where it is given."""
    numbers = ("soc_sec_id",) if with_ids else ()
    names: list[Any] = [cl.ForenameSurnameComparison("given_name", "surname", forename_surname_concat_col_name="name")]
    if variant == "parts":
        names = [cl.NameComparison("given_name"), cl.NameComparison("surname")]
        names = [n.configure(term_frequency_adjustments=True) for n in names]
    return Setup(
        key=("rec_id",),
        columns=(_FEBRL.replace("strptime", "try_strptime").replace("{ids}", "soc_sec_id," if with_ids else ""),),
        comparisons=[
            *names,
            _dates(),
            *[_number(n, rows) for n in numbers],
            cl.LevenshteinAtThresholds("street_number", [1]),
            cl.JaroWinklerAtThresholds("street", [0.9, 0.75]),
            cl.JaroWinklerAtThresholds("suburb", [0.9]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("state"),
        ],
        blocking=[
            *[block_on(n) for n in numbers],
            # 5,000 × 5,000 bear wide blocks
            block_on("dob"),
            block_on("given_name"),
            block_on("surname"),
            block_on("postcode"),
            block_on("suburb"),
            block_on("street"),
        ],
        deterministic=[
            *[block_on(n) for n in numbers],
            block_on("given_name", "surname", "dob"),
            block_on("given_name", "dob", "postcode"),
            block_on("surname", "dob", "postcode"),
        ],
        recall=0.95 if with_ids else 0.85,
        training=[block_on("dob"), block_on("postcode"), block_on("given_name", "surname")],
        reader="read_csv('{0}', all_varchar=true, header=true, normalize_names=false)",
        numbers=numbers,
    )


_CENSUS_A = """
SELECT person_id AS record_key, lower(first) AS given, lower(middle) AS middle, lower(last) AS surname,
    lower(first) || ' ' || lower(last) AS name, {date} left(sex, 1) AS sex, house_number AS house, lower(street) AS
    street, lower(city) AS city, zip
FROM {file}
"""
_CENSUS_B = """
SELECT resp_id AS record_key, lower(forename) AS given, lower(middle_initial) AS middle, lower(surname) AS surname,
    lower(forename) || ' ' || lower(surname) AS name, {date} left(gender, 1) AS sex, hn AS house,
    lower(street_name) AS street, lower(town) AS city, postcode AS zip
FROM {file}
"""
_COMPACT = "left(birth_date, 4) || '-' || substr(birth_date, 5, 2) || '-' || right(birth_date, 2)"
_DATE = "{0} AS dob, left({0}, 4) AS dob_year, substr({0}, 6, 5) AS dob_day,"


def census(with_ids: bool, variant: str, rows: int) -> Setup:
    """Census-like households: other column names on each side, no number of any kind."""
    names: list[Any] = [cl.ForenameSurnameComparison("given", "surname", forename_surname_concat_col_name="name")]
    if variant == "parts":
        names = [cl.NameComparison(n).configure(term_frequency_adjustments=True) for n in ("given", "surname")]
    middle = cl.CustomComparison(
        output_column_name="middle",
        comparison_levels=[
            cll.NullLevel("middle"),
            cll.CustomLevel("left(middle_l, 1) = left(middle_r, 1)", "same initial"),
            cll.ElseLevel(),
        ],
    )
    address = cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.CustomLevel("house_l = house_r AND street_l = street_r AND zip_l = zip_r", "same address"),
            cll.CustomLevel("house_l = house_r AND jaro_winkler_similarity(street_l, street_r) >= 0.9", "alike"),
            cll.CustomLevel("street_l = street_r", "same street"),
            cll.CustomLevel("zip_l = zip_r", "same postcode"),
            cll.CustomLevel("city_l = city_r", "same town"),
            cll.ElseLevel(),
        ],
    )
    return Setup(
        key=("record_key",),
        columns=(
            _CENSUS_A.replace("{date}", _DATE.format("dob")),
            _CENSUS_B.replace("{date}", _DATE.format(_COMPACT)),
        ),
        comparisons=[*names, middle, _dates(), cl.ExactMatch("sex"), address],
        blocking=[
            block_on("given", "surname"),
            block_on("given", "dob"),
            block_on("surname", "dob"),
            block_on("dob", "zip"),
            block_on("house", "street", "given"),
            block_on("house", "street", "dob_year"),
            block_on("surname", "dob_year", "zip"),
            block_on("given", "dob_year", "zip"),
        ],
        deterministic=[block_on("given", "surname", "dob"), block_on("given", "dob", "street")],
        recall=0.75,
        training=[block_on("given", "surname"), block_on("dob"), block_on("house", "street")],
    )


SETUPS = {"province": province, "febrl": febrl, "census": census}
