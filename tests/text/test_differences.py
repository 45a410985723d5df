"""Which differences of names and dates an office would see, and what they are called."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.date_difference import date_difference, date_differences
from doisoat.text.difference import CAUSES, REPAIRABLE, Verdict
from doisoat.text.name_difference import name_difference, name_differences
from doisoat.text.placeholders import void_dates
from doisoat.text.tones import place

_PAIRS = Path(__file__).with_name("cases") / "name_pairs.csv"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
SURNAMES = ("Nguyễn", "Trần", "Lê", "Vũ", "Đỗ", "Lý", "Phạm", "Võ", "Bùi", "Đặng", "Ngô", "Huỳnh")
GIVEN = ("Hòa", "Thúy", "Ánh", "Đức", "Mỹ", "Quý", "Thảo", "Hải", "Bảo", "Tuấn", "Kiều", "Lộc", "Hữu", "Nghĩa", "Thủy")
names = st.builds(
    lambda *words: " ".join(words),
    st.sampled_from(SURNAMES),
    st.sampled_from(("Thị", "Văn", "Đình")),
    st.sampled_from(GIVEN),
)


def pairs() -> list[dict[str, str]]:
    with _PAIRS.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("swapped", [False, True])
def test_labelled_pairs_of_names(swapped: bool) -> None:
    every = pairs()
    first, second = [row["name_a"] for row in every], [row["name_b"] for row in every]
    found = name_differences(second, first) if swapped else name_differences(first, second)
    got = [
        {**row, "verdict": verdict, "cause": cause, "proposal": proposal if isinstance(proposal, str) else ""}
        for row, verdict, cause, proposal in zip(
            every, found["verdict"], found["cause"], found["proposal"], strict=True
        )
    ]
    assert got == every


def with_tone(word: str, tone: str) -> str:
    """The word with another tone mark (none for an empty one)."""
    letters = unicodedata.normalize("NFD", word)
    at = next((i for i, c in enumerate(letters) if c in _TONES), None)
    bare = "".join(c for c in letters if c not in _TONES)
    seat = at if at is not None else len(bare)
    return place(unicodedata.normalize("NFC", bare[:seat] + tone + bare[seat:]))


@settings(deadline=None, max_examples=40)
@given(names, st.integers(0, 2), st.sampled_from(["", *_TONES]))
def test_another_tone_is_always_another_name(name: str, at: int, tone: str) -> None:
    words = name.split()
    words[at] = with_tone(words[at], tone)
    other = " ".join(words)
    found = name_difference(name, other)
    assert found.verdict is (Verdict.SAME if other == name else Verdict.DIFFERS)
    assert found == name_difference(other, name)


@settings(deadline=None, max_examples=40)
@given(names, st.sampled_from(["upper", "lower", "nfd", "bare", "bare upper", "spaced", "old placement"]))
def test_a_spelling_is_never_another_name(name: str, how: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")) if c.isascii())
    written = {
        "upper": name.upper(),
        "lower": name.lower(),
        "nfd": unicodedata.normalize("NFD", name),
        "bare": bare,
        "bare upper": bare.upper(),
        "spaced": f" {name.replace(' ', '  ')} ",
        "old placement": name.replace("Hòa", "Hoà").replace("Thúy", "Thuý").replace("Thủy", "Thuỷ"),
    }[how]
    assert name_difference(name, written).verdict in (Verdict.SAME, Verdict.COSMETIC)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_are_judged_alike_from_both_sides(a: str, b: str) -> None:
    found = name_difference(a, b)
    assert (found.verdict, found.cause) == name_difference(b, a)[:2]
    assert found.cause is None or found.cause in CAUSES
    assert found.proposal is None or found.cause in REPAIRABLE


@pytest.mark.parametrize(
    ("a", "b", "verdict", "cause"),
    [
        ("1958-01-01", "1958-03-30", "less_precise", "first_of_january"),
        ("1958", "1958-03-30", "less_precise", "year_only"),
        ("1958-03", "1958-03-30", "less_precise", "month_only"),
        ("1958", "1958-03", "less_precise", "year_only"),
        ("1958-01-01", "1958-03", "less_precise", "first_of_january"),
        ("1958-01-01", "1958", "less_precise", "first_of_january"),
        ("1900-01-01", "1958-03-30", "less_precise", "filler_date"),
        ("1970-01-01", "1958-03-30", "less_precise", "filler_date"),
        ("1958-01-01", "1958-01-01", "same", None),
        ("1958-01-01", "1959-01-01", "differs", "other_year"),
        ("1958-01-01", "1959-03-30", "differs", "other_year"),
        ("1958", "1959-03-30", "differs", "other_year"),
        ("1958-03-30", "1958-03-31", "differs", "other_day"),
        ("1958-04", "1958-03-31", "differs", "other_month"),
        ("1958-05-03", "1958-03-05", "differs", "day_month_swapped"),
        ("1958-05-03", "1958-03-04", "differs", "other_month"),
    ],
)
def test_pairs_of_dates(a: str, b: str, verdict: str, cause: str | None) -> None:
    assert date_difference(a, b)[:2] == (verdict, cause)
    assert date_difference(b, a)[:2] == (verdict, cause)


days = st.dates().map(lambda d: d.isoformat())


@settings(deadline=None, max_examples=40)
@given(days, days)
def test_a_date_cut_short_never_differs_and_years_always_do(a: str, b: str) -> None:
    for short in (a[:4], a[:7], f"{a[:4]}-01-01"):
        assert date_difference(a, short).verdict in (Verdict.SAME, Verdict.LESS_PRECISE)
    if a[:4] != b[:4] and not {a, b} & void_dates():
        assert date_difference(a, b).verdict is Verdict.DIFFERS


def test_no_pairs_give_an_empty_table() -> None:
    for found in (name_differences([], []), date_differences([], [])):
        assert found.columns.tolist() == ["a", "b", "verdict", "cause", "proposal"]
        assert len(found) == 0
