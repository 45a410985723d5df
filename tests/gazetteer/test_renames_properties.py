"""Invariants of the inference: no order, no noise, no dependence on where numbering starts."""

import numpy as np
import pandas as pd
from benchmarks.villages.labels import Options, written
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.renames_counts import memberships
from doisoat.gazetteer.renames_infer import infer_from
from doisoat.text.villages import label_key
from tests.gazetteer.renames_kit import commune, names, proposed, strays

SLOW = settings(max_examples=6, deadline=None)
sizes = st.lists(st.integers(30, 120), min_size=3, max_size=6)


@SLOW
@given(sizes, st.integers(1, 40), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_offsets_do_not_depend_on_where_numbering_starts(households, shift, one, two, turned):
    def moves(start):
        numbers = range(start, start + len(households))
        last = 2 * start + len(households) - 1 + shift
        return [
            ("A", f"Thôn {n}", f"Thôn {last - n if turned else n + shift}", size)
            for n, size in zip(numbers, households, strict=True)
        ]

    found = [proposed(strays(commune(moves(1 + start)), 0.04)) for start in (one, two)]
    changed = [[(pair[1], pair[2]) for pair in moves(1 + start)] for start in (one, two)]
    for start, proposals, pairs in zip((one, two), found, changed, strict=True):
        (proposal,) = [p for p in proposals if str(p.kind) == "renumbered"]
        wanted = {pair for pair in pairs if pair[0] != pair[1]}
        assert {(p.old, p.new) for p in proposal.pairs} == wanted
        if not turned:
            assert proposal.offset == shift
        else:
            assert proposal.turned == 2 * (1 + start) + len(households) - 1 + shift
        assert len(proposals) == 1


@SLOW
@given(sizes, st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(households, random):
    moves = [("A", f"Thôn {n}", f"Thôn {n} Mỹ", size) for n, size in enumerate(households, 1)]
    frame = strays(commune([*moves, ("B", "Thôn 1", "Thôn Tân", 50), ("B", "Thôn 2", "Thôn Tân", 60)]), 0.05)
    order = list(range(len(frame)))
    random.shuffle(order)
    assert proposed(frame.iloc[order]) == proposed(frame)


@SLOW
@given(st.integers(0, 10_000), st.integers(3, 12), st.integers(100, 600), st.booleans())
def test_noise_proposes_nothing(seed, labels, households, same_labels):
    rng = np.random.default_rng(seed)
    frame = commune([("", "Thôn 1", "Thôn 1", households)])
    other = "Thôn" if same_labels else "Khu"
    word = np.where(frame["source"] == "population.central.bca", "Thôn", other)
    numbers = rng.integers(1, labels + 1, len(frame))
    frame = frame.assign(village=[f"{w} {n}" for w, n in zip(word, numbers, strict=True)])
    assert proposed(frame) == []


@SLOW
@given(st.integers(0, 10_000), sizes, st.floats(0, 0.2))
def test_strays_alone_propose_nothing(seed, households, share):
    moves = [("", f"Thôn {n}", f"Thôn {n}", size) for n, size in enumerate(households, 1)]
    assert names(proposed(strays(commune(moves), share, seed))) == set()


def _mixed(seed, listed):
    """A commune renamed through, written by sources that convert some villages and not others; and its full list."""
    made = written(seed, Options(units=1, villages=6, households=25, outdated=0.0, ways=(0.2, 0.2, 0.6)))
    rows = made.rows[made.rows["table"] != "parcel"]
    frame = pd.DataFrame(
        {
            "entity": rows["household"],
            "unit": rows["unit"],
            "village": rows["label"],
            "source": rows["source"],
            "former_unit": rows["former"],
            "as_of": "2026-11-15",
            "declared": "false",
            "level": rows["source"].str.split(".").str[1],
        }
    )
    return infer_from(memberships(frame), made.aliases if listed else ()), made.aliases


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_with_a_full_list_nothing_expired_is_new_and_nothing_known_is_proposed(seed):
    found, aliases = _mixed(seed, listed=True)
    live = {(a.unit_code, label_key(a.label)) for a in aliases if not a.valid_to}
    labels = {}
    for alias in aliases:
        labels.setdefault(alias.village_id, {})[bool(alias.valid_to)] = label_key(alias.label)
    changed = {(of.get(True), of[False]) for of in labels.values()}
    for proposal in found:
        for pair in proposal.pairs:
            old, new = label_key(pair.old), label_key(pair.new)
            assert (proposal.unit, new) in live, "a label no village bears any more is not new"
            assert (old, new) not in changed, "the list says so already"
            assert (new, old) not in changed, "the list says that it went the other way"


def test_who_keeps_the_sources_alone_is_a_guess():
    moves = [("", "Thôn 1", "Thôn Mỹ", 40), ("", "Thôn 2", "Thôn 2", 40), ("", "Thôn 3", "Thôn 3", 40)]
    (silent,) = proposed(commune(moves, silent=True))
    (dated,) = proposed(commune(moves))
    assert (silent.guessed, silent.weak) == (True, True)
    assert (dated.guessed, dated.weak) == (False, False)
