"""What is inferred from households that moved together, and what is not."""

import pytest
from benchmarks.villages.measure import _key, run
from benchmarks.villages.province import Options, province

from doisoat.gazetteer.renames_counts import count_frame, memberships
from doisoat.gazetteer.renames_model import Proposal
from doisoat.gazetteer.renames_new import unheard
from doisoat.gazetteer.villages import Alias
from tests.gazetteer.renames_kit import NOW, OLD, commune, names, proposed, strays

STAY = [("", "Thôn 20", "Thôn 20", 60), ("", "Thôn Đông", "Thôn Đông", 45)]

KINDS = [
    # The councils' own ways, after village_renaming_examples.csv.
    (
        "number and old commune",
        [("A", "Khu phố 1", "Khu phố 1 Dương Đông", 50)],
        {("renamed", (("A", "Khu phố 1", "Khu phố 1 Dương Đông"),))},
    ),
    (
        "name, commune and type",
        [("A", "Ấp Rạch Hàm", "Khu phố Rạch Hàm Hàm Ninh", 50)],
        {("renamed", (("A", "Ấp Rạch Hàm", "Khu phố Rạch Hàm Hàm Ninh"),))},
    ),
    ("number to name", [("A", "Ấp 3", "Khu phố Rạch Rớ", 50)], {("renamed", (("A", "Ấp 3", "Khu phố Rạch Rớ"),))}),
    (
        "type alone",
        [("A", "Thôn 2", "Tổ dân phố 2", 50), ("B", "Thôn Phú", "Tổ dân phố Phú", 50)],
        {("type_changed", (("A", "Thôn 2", "Tổ dân phố 2"), ("B", "Thôn Phú", "Tổ dân phố Phú")))},
    ),
    (
        "type alone, duplicates stay",
        [("A", "Thôn 2", "Tổ dân phố 2", 50), ("B", "Thôn 2", "Tổ dân phố 2", 90)],
        {("type_changed", (("A", "Thôn 2", "Tổ dân phố 2"), ("B", "Thôn 2", "Tổ dân phố 2")))},
    ),
    (
        "shift",
        [("A", "Thôn 1", "Thôn 8", 50), ("A", "Thôn 2", "Thôn 9", 50), ("A", "Thôn 3", "Thôn 10", 50)],
        {("renumbered", (("A", "Thôn 1", "Thôn 8"), ("A", "Thôn 2", "Thôn 9"), ("A", "Thôn 3", "Thôn 10")))},
    ),
    (
        "merge",
        [("A", "Thôn 1", "Thôn Tân", 50), ("A", "Thôn 2", "Thôn Tân", 300), ("B", "Thôn 1", "Thôn Tân", 40)],
        {("merged", (("A", "Thôn 1", "Thôn Tân"), ("A", "Thôn 2", "Thôn Tân"), ("B", "Thôn 1", "Thôn Tân")))},
    ),
    (
        "merge into one that stays",
        [("A", "Thôn 1", "Thôn 1", 50), ("A", "Thôn 2", "Thôn 1", 40)],
        {("merged", (("A", "Thôn 1", "Thôn 1"), ("A", "Thôn 2", "Thôn 1")))},
    ),
    (
        "split",
        [("A", "Thôn 1", "Thôn 1A", 200), ("A", "Thôn 1", "Thôn 1B", 40)],
        {("split", (("A", "Thôn 1", "Thôn 1A"), ("A", "Thôn 1", "Thôn 1B")))},
    ),
    (
        "split off",
        [("A", "Thôn 1", "Thôn 1", 570), ("A", "Thôn 1", "Thôn Mới", 30)],
        {("split", (("A", "Thôn 1", "Thôn 1"), ("A", "Thôn 1", "Thôn Mới")))},
    ),
    ("nothing", [("A", "Thôn 1", "Thôn 1", 50), ("B", "Thôn 1", "Thôn 1", 70), ("A", "Ấp 2", "2", 50)], set()),
]


@pytest.mark.parametrize("noise", [0.0, 0.05])
@pytest.mark.parametrize(("moves", "wanted"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_kinds(moves, wanted, noise):
    assert names(proposed(strays(commune([*moves, *STAY]), noise))) == wanted


def test_renumbered_from_behind_while_others_keep_the_old_numbers():
    # Phường Lê Thanh Nghị: 8 → 12 … 1 → 19 in one former ward; 1–8 live on for the people of another.
    turned = [("PNL", f"Khu dân cư số {n}", f"Khu dân cư số {20 - n}", 30 + n) for n in range(1, 9)]
    others = [("LTN", f"Khu dân cư số {n}", f"Khu dân cư số {n}", 40 + n) for n in range(1, 12)]
    (proposal,) = proposed(strays(commune([*turned, *others]), 0.05))
    assert (str(proposal.kind), proposal.former, proposal.turned, proposal.offset) == ("renumbered", "PNL", 20, None)
    assert {(p.old.split()[-1], p.new.split()[-1]) for p in proposal.pairs} == {
        (str(n), str(20 - n)) for n in range(1, 9)
    }
    assert all(pair.reused and not pair.taken for pair in proposal.pairs)
    assert (proposal.seen_after, proposal.seen_by) == (OLD, NOW)
    assert 0.6 < proposal.confidence < 1
    assert proposal.moved + proposal.against == proposal.left


def test_a_handful_of_households_is_weak_and_says_so():
    few = [("A", "Thôn 1", "Thôn Mỹ", 4), *STAY]
    (proposal,) = proposed(commune(few))
    assert proposal.weak
    assert proposal.moved == 4
    (strong,) = proposed(commune([("A", "Thôn 1", "Thôn Mỹ", 5), *STAY]))
    assert not strong.weak
    assert strong.confidence > proposal.confidence


def test_a_commune_of_one_village():
    assert names(proposed(commune([("", "Thôn 1", "Thôn Mỹ", 3)]))) == {("renamed", (("", "Thôn 1", "Thôn Mỹ"),))}


def test_a_source_that_writes_old_labels_without_saying_so_is_named():
    (proposal,) = proposed(commune([("", "Thôn 1", "Thôn Mỹ", 40), *STAY], silent=True))
    assert names([proposal]) == {("renamed", (("", "Thôn 1", "Thôn Mỹ"),))}
    assert proposal.undeclared == ("population.central.bca",)
    assert proposal.seen_after == ""


def test_labels_the_registry_has_in_force_are_the_newer_ones():
    # The commune's own book is behind here; the registry knows.
    known = [Alias("v1", "23122", "Thôn 1", "", "")]
    (proposal,) = proposed(commune([("", "Thôn 1", "Thôn Mỹ", 40), *STAY], silent=True), known)
    assert names([proposal]) == {("renamed", (("", "Thôn Mỹ", "Thôn 1"),))}


def test_what_the_registry_explains_is_not_proposed():
    moves = [("A", "Thôn 1", "Thôn Mỹ", 40), ("A", "Thôn 2", "Thôn Lộc", 40), *STAY]
    known = [Alias("v1", "23122", "Thôn 1", "", "2026-01-31"), Alias("v1", "23122", "Thôn Mỹ", "2026-02-01", "")]
    assert names(proposed(commune(moves), known)) == {("renamed", (("A", "Thôn 2", "Thôn Lộc"),))}
    other = [Alias("v1", "23122", "Thôn 1", "", "2026-01-31"), Alias("v9", "23122", "Thôn Mỹ", "2026-02-01", "")]
    assert len(proposed(commune(moves), other)) == 2


def test_a_key_names_the_change_and_not_its_counts():
    (one,) = proposed(commune([("A", "Thôn 1", "Thôn Mỹ", 40), *STAY]))
    (two,) = proposed(strays(commune([("A", "Thôn 1", "Thôn Mỹ", 90), *STAY]), 0.03))
    assert one.key == two.key
    assert Proposal.of(two.row("r")) == two


def test_villages_in_use_that_nobody_listed():
    frame = commune([("", "Thôn 1", "Thôn 1", 40), ("", "Thôn 3", "Thôn 3", 30), ("", "Thôn 4", "Thôn 4", 3)])
    only_once = frame["source"].eq("household.province.68") & (frame.index % 5 == 2)
    counts = count_frame(memberships(frame.assign(village=frame["village"].where(~only_once, "Thôn 97"))))
    known = [Alias("v1", "23122", "Thôn 01", "", "")]
    (proposal,) = unheard(counts, known, [])
    assert (proposal.pairs[0].new, proposal.left, proposal.weak) == ("Thôn 3", 30, False)


def test_synthetic_provinces():
    right = wrong = missed = 0
    for strays_ in ("uniform", "neighbour"):
        rows, changes = province(11, Options(units=10, strays=strays_))
        truth, found = {_key(change) for change in changes}, run(rows)
        right, wrong, missed = right + len(truth & found), wrong + len(found - truth), missed + len(truth - found)
    assert right > 80
    assert wrong <= 0.03 * right
    assert missed <= 0.03 * right
