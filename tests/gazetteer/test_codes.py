"""A code with its date: every unit it may mean, and no silent guess."""

import pandas as pd
import pytest

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.codes import above_commune, resolve_code, takes, targets
from doisoat.gazetteer.tables import tables

G = Gazetteer.load()

CASES = [
    # code, as_of, subject, candidates, status, certain, reason
    ("23122", None, "people", "23122", "current", True, "current"),
    ("23122", "2025-06-30", "people", "23122", "former", True, "whole"),
    ("23113", None, "people", "23122", "stale", True, "closed"),
    ("23113", "2026-01-01", "people", "23122", "stale", True, "closed"),
    ("23113", "2025-06-30", "people", "23122", "former", True, "whole"),
    ("23053", "2025-06", "people", "23041|23053", "ambiguous", False, "split"),
    ("23053", "2025-07-01", "people", "23053", "current", True, "current"),
    ("23053", None, "people", "23053|23041", "ambiguous", False, "code_without_date"),
    ("06978", None, "people", "06978", "current", True, "current"),
    ("06978", "2020", "people", None, "unknown", False, "not_at_that_date"),
    ("00010", None, "people", None, "unknown", False, "abolished_before_2025_07"),
    ("99999", None, "people", None, "unknown", False, "never_existed"),
    ("Hàm Thạnh", None, "people", None, "unknown", False, "not_a_code"),
]


@pytest.mark.parametrize(("code", "as_of", "subject", "candidates", "status", "certain", "reason"), CASES)
def test_codes(
    code: str, as_of: str | None, subject: str, candidates: str | None, status: str, certain: bool, reason: str
) -> None:
    row = G.resolve_codes(pd.Series([code]), as_of, subject).iloc[0]
    found = None if pd.isna(row["candidates"]) else row["candidates"]
    assert (found, row["status"], bool(row["certain"]), row["reason"]) == (candidates, status, certain, reason)


def test_people_and_land_resolve_apart() -> None:
    data = tables()
    code = next(
        c
        for c, links in data.links.items()
        if len(links) > 1 and [k.people for k in links].count("no") == len(links) - 1
    )
    people = G.resolve_codes(pd.Series([code]), "2025-01-01", "people").iloc[0]
    land = G.resolve_codes(pd.Series([code]), "2025-01-01", "land").iloc[0]
    assert "|" not in people["candidates"]
    assert people["reason"] == "split_one_target"
    assert people["candidates"] in land["candidates"].split("|")
    assert land["status"] == "ambiguous"
    assert len(land["shares"].split("|")) == len(land["candidates"].split("|"))


def test_dates_by_row_index_and_nothing_given() -> None:
    codes = pd.Series(["23053", "23053", "23053", None, ""], index=[9, 8, 7, 6, 5])
    dates = pd.Series(["2025-01-01", "2026-01-01", None, None, None], index=codes.index)
    found = G.resolve_codes(codes, dates)
    assert found.index.tolist() == codes.index.tolist()
    assert found["candidates"].tolist()[:3] == ["23041|23053", "23053", "23053|23041"]
    assert found["status"].isna().tolist() == [False, False, False, True, True]
    assert found["reason"].tolist()[3:] == ["empty", "empty"]
    assert not found["certain"].iloc[3:].any()


def test_a_number_lost_its_zero() -> None:
    assert G.resolve_codes(pd.Series([4.0, 23122.0]))["candidates"].tolist() == ["00004", "23122"]


@pytest.mark.parametrize(
    ("code", "reason", "name"),
    [("40", "province_code", "Tỉnh Nghệ An"), ("68", "province_code", "Tỉnh Lâm Đồng"), ("563", "district_code", None)],
)
def test_a_code_of_another_level_is_no_communes(code: str, reason: str, name: str | None) -> None:
    row = G.resolve_codes(pd.Series([code])).iloc[0]
    assert (row["reason"], row["status"], bool(row["certain"])) == (reason, "unknown", False)
    assert pd.isna(row["candidates"])
    assert G.above_commune(code) is not None
    assert name is None or G.above_commune(code) == name


@pytest.mark.parametrize("code", ["4", "1699", "23122", "999", "", "x"])
def test_other_codes_are_of_no_higher_level(code: str) -> None:
    assert G.above_commune(code) is None


def test_every_old_code_reaches_its_targets() -> None:
    data = tables()
    codes = pd.Series(sorted(data.old))
    found = G.resolve_codes(codes, "2025-06-30", "any")
    expected = ["|".join(link.new_code for link in data.links[c]) for c in codes]
    assert found["candidates"].tolist() == expected
    assert (found["certain"] == ~found["candidates"].str.contains("|", regex=False)).mean() > 0.999
    without = G.resolve_codes(codes, None, "any")
    union = [set(e.split("|")) | ({c} & set(data.new)) for c, e in zip(codes, expected, strict=True)]
    assert [set(c.split("|")) for c in without["candidates"]] == union


def test_which_subject_a_link_carries() -> None:
    found = {code: links for code, links in tables().links.items() if len(links) > 1}
    for code, links in found.items():
        for subject in ("people", "land", "any"):
            taken = targets(code, subject, tables())
            assert set(taken) == {link for link in links if takes(link, subject)}
        assert set(targets(code, "people", tables())) <= set(targets(code, "any", tables()))
    assert targets("99999", "any", tables()) == ()


@pytest.mark.parametrize(("code", "above"), [("68", True), ("999", False), ("23122", False), ("1", False)])
def test_codes_above_communes(code: str, above: bool) -> None:
    assert (above_commune(code, tables()) is not None) is above


def test_without_a_date_a_code_of_two_units_is_their_union_and_a_split_is_never_guessed() -> None:
    both = [code for code in tables().new if code in tables().links]
    for code in both[:300]:
        now, before = (resolve_code(code, day, "any", tables()) for day in ("2026-01-01", "2025-01-01"))
        either = resolve_code(code, None, "any", tables())
        assert set(either.units) == {*now.units, *before.units}
        assert all(not found.certain for found in (now, before, either) if len(found.units) > 1)
    assert resolve_code("x" * 5, None, "any", tables()).reason == "not_a_code"
