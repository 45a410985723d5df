"""Approved changes applied to the registry as dated aliases; withdrawn, they leave no trace."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.renames_model import Pair
from doisoat.gazetteer.village_changes import Change, apply
from doisoat.gazetteer.villages import Alias, VillageRegistry

UNIT, EVE, DAY, NOW = "23122", "2026-03-31", "2026-04-01", "2026-11-15"


def seed(village, label, former="A", valid_from="", valid_to=""):
    return Alias(village, UNIT, label, valid_from, valid_to, "thon", former)


def change(*pairs, listed_before=False, since=DAY):
    olds, news = {old for _, old, _ in pairs}, {new for _, _, new in pairs}
    made = tuple(Pair(f, old, new, 40, 42, 41, old in news, new in olds) for f, old, new in pairs)
    return Change(UNIT, made, since, "2025-06-30", listed_before, "12/NQ-HĐND")


def meaning(aliases, label, as_of=NOW):
    registry = VillageRegistry(aliases, today=NOW)
    row = registry.resolve(pd.Series([UNIT]), pd.Series([label]), as_of).iloc[0]
    return (None if pd.isna(row["village_candidates"]) else row["village_candidates"]), row["village_status"]


BEFORE = "2025-06-30"
OLD_LIST = [seed("v1", "Thôn 1"), seed("v2", "Thôn 2"), seed("v3", "Thôn 3"), seed("v9", "Thôn 1", "B")]


@pytest.mark.parametrize("listed", [[seed("v1", "Thôn 1")], [seed("v1", "Thôn Mỹ")]])
def test_a_rename_dates_both_labels_whichever_the_registry_had(listed):
    after = apply(listed, [change(("A", "Thôn 1", "Thôn Mỹ"), listed_before=listed[0].label == "Thôn 1")])
    assert meaning(after, "Thôn Mỹ") == ("v1", "current")
    assert meaning(after, "Thôn 1", BEFORE) == ("v1", "former")
    assert meaning(after, "Thôn 1") == ("v1", "stale")
    assert meaning(after, "Thôn 7") == (None, "unknown")
    new = next(alias for alias in after if alias.label == "Thôn Mỹ")
    assert (new.valid_from, new.decision) == (DAY, "12/NQ-HĐND")
    assert next(alias for alias in after if alias.label == "Thôn 1").valid_to == EVE


def test_a_rename_in_a_unit_nobody_listed_mints_an_id():
    after = apply([], [change(("A", "Thôn 1", "Thôn Mỹ"))])
    village, status = meaning(after, "Thôn Mỹ")
    assert village.startswith("v_")
    assert status == "current"
    assert meaning(after, "Thôn 1", BEFORE) == (village, "former")
    assert {alias.former_unit_code for alias in after} == {"A"}


def test_two_registry_ids_that_turn_out_to_be_one_village():
    after = apply([seed("v1", "Thôn 1"), seed("v5", "Thôn Mỹ")], [change(("A", "Thôn 1", "Thôn Mỹ"))])
    assert meaning(after, "Thôn 1", BEFORE) == ("v5", "former")


@pytest.mark.parametrize("listed_before", [True, False])
def test_a_renumbering_gives_old_numbers_their_other_people(listed_before):
    labels = [1, 2, 3] if listed_before else [3, 4, 5]
    listed = [seed(f"v{n}", f"Thôn {n}") for n in labels]
    shift = change(*[("A", f"Thôn {n}", f"Thôn {n + 2}") for n in (1, 2, 3)], listed_before=listed_before)
    after = apply(listed, [shift])
    for n, village in zip((1, 2, 3), (f"v{n}" for n in labels), strict=True):
        assert meaning(after, f"Thôn {n}", BEFORE) == (village, "former")
        assert meaning(after, f"Thôn {n + 2}") == (village, "current")
    assert meaning(after, "Thôn 1")[1] == "stale"


def test_a_renumbering_leaves_the_other_former_unit_alone():
    after = apply(OLD_LIST, [change(("A", "Thôn 1", "Thôn 8"), ("A", "Thôn 2", "Thôn 7"), listed_before=True)])
    assert meaning(after, "Thôn 1") == ("v9", "current")
    assert meaning(after, "Thôn 1", BEFORE) == ("v1|v9", "ambiguous")
    assert meaning(after, "Thôn 8") == ("v1", "current")


def test_a_merge_and_a_split():
    merged = apply(OLD_LIST[:3], [change(("A", "Thôn 1", "Thôn Tân"), ("A", "Thôn 2", "Thôn Tân"))])
    village, status = meaning(merged, "Thôn Tân")
    assert status == "current"
    assert meaning(merged, "Thôn 1", BEFORE) == meaning(merged, "Thôn 2", BEFORE) == (village, "former")
    assert meaning(merged, "Thôn 3") == ("v3", "current")
    kept = apply(OLD_LIST[:3], [change(("A", "Thôn 1", "Thôn 1"), ("A", "Thôn 2", "Thôn 1"))])
    assert meaning(kept, "Thôn 1") == ("v1", "current")
    assert meaning(kept, "Thôn 2") == ("v1", "stale")
    split = apply(OLD_LIST[:3], [change(("A", "Thôn 1", "Thôn 1"), ("A", "Thôn 1", "Thôn 1B"))])
    part, _ = meaning(split, "Thôn 1B")
    assert meaning(split, "Thôn 1") == ("v1", "current")
    assert part != "v1"
    assert meaning(split, "Thôn 1", BEFORE) == ("|".join(sorted(["v1", part])), "ambiguous")


def test_duplicates_that_change_their_type_stay_two_villages():
    listed = [seed("v1", "Thôn 2"), seed("v2", "Thôn 2", "B")]
    retype = change(("A", "Thôn 2", "Tổ dân phố 2"), ("B", "Thôn 2", "Tổ dân phố 2"), listed_before=True)
    after = apply(listed, [retype])
    assert meaning(after, "Tổ dân phố 2") == ("v1|v2", "ambiguous")
    assert meaning(after, "Thôn 2", BEFORE) == ("v1|v2", "former")
    assert {a.kind for a in after if a.valid_from} == {"to_dan_pho"}


def test_earlier_names_go_with_the_village():
    listed = [seed("v1", "Thôn Cũ", valid_to="2010-12-31"), seed("v1", "Thôn 1", valid_from="2011-01-01")]
    after = apply(listed, [change(("A", "Thôn 1", "Thôn 1A"), ("A", "Thôn 1", "Thôn 1B"))])
    ids = "|".join(sorted(meaning(after, f"Thôn 1{part}")[0] for part in "AB"))
    assert meaning(after, "Thôn Cũ", "2009-01-01")[0] == ids


def test_a_village_only_seen_is_taken_up_without_dates():
    seen = Change(UNIT, (Pair("A", "", "Thôn 5", 20, 22, 22),), "")
    after = apply([], [seen])
    assert meaning(after, "Thôn 5", "2001-01-01") == meaning(after, "Thôn 5")
    assert apply(after, [seen]) == after


labels = st.sampled_from([f"Thôn {n}" for n in range(1, 6)] + ["Thôn Mỹ", "Tổ dân phố 1"])
changes = st.lists(
    st.builds(
        lambda pairs, day, before: change(*sorted(set(pairs)), since=day, listed_before=before),
        st.lists(st.tuples(st.sampled_from(["", "A", "B"]), labels, labels), min_size=1, max_size=4),
        st.sampled_from([DAY, "2026-06-01"]),
        st.booleans(),
    ),
    max_size=4,
)
registries = st.lists(
    st.builds(seed, st.sampled_from(["v1", "v2", "v3"]), labels, st.sampled_from(["", "A", "B"])),
    max_size=6,
    unique=True,
)


@settings(max_examples=150, deadline=None)
@given(registries, changes, st.randoms(use_true_random=False))
def test_the_order_of_approvals_means_nothing(listed, approved, random):
    wanted = apply(listed, approved)
    shuffled = list(approved)
    random.shuffle(shuffled)
    assert apply(listed, shuffled) == wanted
    assert apply(listed, []) == tuple(listed)
    for alias in wanted:
        assert not alias.valid_to or not alias.valid_from or alias.valid_from <= alias.valid_to
        assert alias.village_id


@settings(max_examples=60, deadline=None)
@given(registries, changes)
def test_a_payload_is_the_change(listed, approved):
    again = [Change.from_payload(item.payload()) for item in approved]
    assert again == approved
