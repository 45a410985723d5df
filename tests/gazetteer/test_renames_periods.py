"""Which sources write the labels of one time, and which time is the older."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from doisoat.gazetteer.renames_periods import conflicts, periods

NAMES = ["unit", "source_a", "source_b", "label_a", "label_b", "movers"]


def pairs(one: str, two: str, *moves: tuple[str, str, int]) -> list[tuple[str, str, str, str, str, int]]:
    """Both directions."""
    return [row for a, b, n in moves for row in (("u", one, two, a, b, n), ("u", two, one, b, a, n))]


def column(source: str, day: str = "2025-01-01", rank: int = 0, known: float = 0.5, *, declared: bool = False):
    return "u", source, day, declared, rank, known


def order(columns, rows) -> dict[str, int]:
    frame = pd.DataFrame(columns, columns=["unit", "source", "day", "declared", "rank", "known"])
    found = periods(frame, conflicts(pd.DataFrame(rows, columns=NAMES)))
    return dict(zip(found["source"], found["period"], strict=True))


SAME = [("thon 1", "thon 1", 40), ("thon 2", "thon 2", 40)]
RENAMED = [("thon 1", "thon 1", 40), ("thon 2", "thon my", 40)]


def test_sources_that_agree_are_of_one_period_and_a_renamed_village_makes_another() -> None:
    both = [column("a"), column("b")]
    assert order(both, pairs("a", "b", *SAME)) == {"a": 0, "b": 0}
    assert len(set(order(both, pairs("a", "b", *RENAMED)).values())) == 2


def test_the_newer_is_the_one_declared_later_then_the_one_in_force_then_the_nearer_to_the_commune() -> None:
    rows = pairs("a", "b", *RENAMED)
    late = [column("a", "2026-01-01", declared=True), column("b", "2024-01-01", declared=True)]
    assert order(late, rows) == {"a": 1, "b": 0}
    assert order([column("a", known=0.9), column("b", known=0.1)], rows) == {"a": 1, "b": 0}
    assert order([column("a", rank=0), column("b", rank=2)], rows) == {"a": 1, "b": 0}


def test_single_households_elsewhere_contradict_nobody() -> None:
    rows = pairs("a", "b", *SAME, ("thon 1", "thon 2", 2))
    found = conflicts(pd.DataFrame(rows, columns=NAMES))
    assert not found["strict"].any()
    assert order([column("a"), column("b")], rows) == {"a": 0, "b": 0}


@given(
    st.lists(
        st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(["1", "2", "3"]), st.integers(1, 50)),
        min_size=1,
        max_size=9,
        unique_by=lambda move: move[:2],
    )
)
def test_agreement_is_the_share_under_one_label_and_strict_is_loose_too(moves) -> None:
    found = conflicts(pd.DataFrame(pairs("a", "b", *moves), columns=NAMES))
    stay, total = sum(n for a, b, n in moves if a == b), sum(n for *_, n in moves)
    assert (found["agree"] - stay / total).abs().max() < 1e-9
    assert (found["loose"] | ~found["strict"]).all()
