"""Villages: minted ids, dated labels, and the ways a merger leaves them."""

from itertools import pairwise

import pandas as pd
import pytest

from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.units import of_province, targets, unit
from doisoat_lab.synth.villages import alias_table, of_unit


@pytest.fixture(scope="module")
def spec() -> SynthSpec:
    return SynthSpec(tuple(of_province("68")[:90]), "68", 300_000, 11)


def test_aliases_of_a_village_follow_one_another(spec: SynthSpec) -> None:
    for code in spec.units:
        for village in of_unit(spec, code):
            assert village.aliases[0].valid_from is None
            assert [a for a in village.aliases if a.valid_to is None] == [village.aliases[-1]]
            for one, two in pairwise(village.aliases):
                if two.valid_from is not None:
                    assert one.valid_to is not None
                    assert one.valid_to < two.valid_from


def test_ids_are_minted_once(spec: SynthSpec) -> None:
    ids = [v.id for code in spec.units for v in of_unit(spec, code)]
    assert len(set(ids)) == len(ids)
    assert set(alias_table(spec)["village_id"]) == set(ids)


def test_every_pattern_of_renaming_occurs(spec: SynthSpec) -> None:
    table = alias_table(spec)
    now = table[table["valid_to"].isna()]
    old = table[table["valid_to"].notna()]
    # The same label for several villages of one unit, today.
    assert now.duplicated(["unit_code", "label"]).any()
    # An old label that now means another village.
    both = old.merge(now, on=["unit_code", "label"])
    assert (both["village_id_x"] != both["village_id_y"]).sum() >= 10
    # Merged: two labels of before; split: one label of before for two villages.
    assert (old.groupby("village_id")["label"].nunique() >= 2).any()
    assert old[old["valid_to"] == "2026-07-31"].groupby(["unit_code", "label"])["village_id"].nunique().max() >= 2
    # The former commune's name appended, at several dates.
    assert now["label"].str.contains(r" \d+ \D+$").any()
    assert now["valid_from"].dropna().nunique() >= 4


def test_a_split_commune_keeps_its_labels_apart() -> None:
    spec = SynthSpec(("22972", "22978"), "68", 20_000, 3)
    assert targets("22978") == ("22972", "22978")
    labels = [{v.old_label for v in of_unit(spec, code) if v.former == "22978"} for code in ("22972", "22978")]
    assert all(labels)
    assert not labels[0] & labels[1]


def test_every_former_commune_brings_villages(spec: SynthSpec) -> None:
    for code in spec.units:
        assert {v.former for v in of_unit(spec, code)} == {p.old for p in unit(code).formers}


def test_a_table_is_what_the_gazetteer_reads(spec: SynthSpec) -> None:
    frame = alias_table(spec)
    assert list(frame.columns) == [
        "village_id",
        "unit_code",
        "label",
        "valid_from",
        "valid_to",
        "kind",
        "former_unit_code",
        "decision",
    ]
    assert frame[["village_id", "unit_code", "label", "kind", "former_unit_code"]].notna().all().all()
    assert isinstance(frame, pd.DataFrame)
