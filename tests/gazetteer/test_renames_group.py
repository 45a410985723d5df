"""One-to-one changes that are one decision: every change in exactly one group, patterns of two at least."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from doisoat.gazetteer.renames_group import Change, grouped
from doisoat.gazetteer.renames_model import LabelChange, Pair


def pair(old: str, new: str, former: str = "") -> Pair:
    return Pair(former, old, new, 10, 10, 10)


def kinds(found: list[Change]) -> list[tuple[LabelChange, int, int | None, int | None]]:
    return sorted((kind, len(pairs), offset, turned) for kind, pairs, offset, turned in found)


changes = st.lists(
    st.builds(
        pair,
        st.from_regex(r"thon ([1-9]|1[0-9]|my)", fullmatch=True),
        st.from_regex(r"(thon|khu pho) ([1-9]|1[0-9]|an)", fullmatch=True),
        st.sampled_from(["A", "B"]),
    ),
    max_size=12,
    unique=True,
)


@given(changes, st.randoms())
def test_every_change_stands_in_one_group_whatever_their_order(singles: list[Pair], random) -> None:
    found = list(grouped(singles))
    assert Counter(p for _, pairs, _, _ in found for p in pairs) == Counter(singles)
    mixed = list(singles)
    random.shuffle(mixed)
    assert kinds(list(grouped(mixed))) == kinds(found)
    for kind, pairs, offset, turned in found:
        assert (kind == LabelChange.RENUMBERED) == (offset is not None or turned is not None)
        numbers = [(int(p.old.split()[-1]), int(p.new.split()[-1])) for p in pairs if kind == LabelChange.RENUMBERED]
        assert all(new - old == offset if turned is None else new + old == turned for old, new in numbers)


def test_a_shift_a_turn_and_a_single_number() -> None:
    shifted = [pair(f"thon {n}", f"thon {n + 4}") for n in range(1, 5)]
    assert kinds(list(grouped(shifted))) == [(LabelChange.RENUMBERED, 4, 4, None)]
    turned = [pair(f"thon {n}", f"thon {9 - n}") for n in range(1, 5)]
    assert kinds(list(grouped(turned))) == [(LabelChange.RENUMBERED, 4, None, 9)]
    assert kinds(list(grouped([pair("thon 3", "thon 8")]))) == [(LabelChange.RENAMED, 1, None, None)]


def test_one_shift_in_two_former_units_is_one_decision_and_another_type_is_its_own() -> None:
    both = [pair(f"thon {n}", f"thon {n + 4}", former) for former in "AB" for n in (1, 2)]
    assert kinds(list(grouped(both))) == [(LabelChange.RENUMBERED, 4, 4, None)]
    retyped = [pair("ap my", "khu pho my"), pair("ap an", "khu pho an")]
    assert kinds(list(grouped(retyped))) == [(LabelChange.TYPE_CHANGED, 2, None, None)]
