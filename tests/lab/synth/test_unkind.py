"""Each unkind habit: met as often as asked for, visible where it should be, and nothing else changed by it."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from doisoat.errors import DoisoatError
from doisoat.text import legacy
from doisoat_lab.synth import ways
from doisoat_lab.synth.candidates import Meanings
from doisoat_lab.synth.frames import Chunk, SynthSpec
from doisoat_lab.synth.misspell import fold
from doisoat_lab.synth.render.province import write_province
from doisoat_lab.synth.truth import TruthWriter
from doisoat_lab.synth.unkind import HOSTILE, KIND, Unkind, read
from doisoat_lab.synth.villages import of_unit, unlisted
from doisoat_lab.synth.world import generate
from tests.lab.synth.canonical import lineage

UNITS = ("23122", "22972", "24781")
SPEC = SynthSpec(UNITS, "68", 900, 11)
SMALL = replace(SPEC, people=120)


def chunks(**rates: float) -> list[Chunk]:
    return list(generate(replace(SPEC, unkind=Unkind(**rates))))


def frames(found: list[Chunk], table: str) -> dict[tuple[str, str], pd.DataFrame]:
    return {(c.commune, p.source_id): p.frames[table] for c in found for p in c.parts if table in p.frames}


@pytest.fixture(scope="module")
def kind() -> list[Chunk]:
    return chunks()


def assert_equal_but(one: pd.DataFrame, other: pd.DataFrame, *columns: str) -> None:
    pd.testing.assert_frame_equal(one.drop(columns=[*columns, "_fault"]), other.drop(columns=[*columns, "_fault"]))


def test_words_are_rates() -> None:
    assert read([]) == KIND
    assert read(["all", "travelling=0"]) == replace(HOSTILE, travelling=0.0)
    assert read(["unconverted", "code_lengths=0.5"]) == Unkind(unconverted=HOSTILE.unconverted, code_lengths=0.5)
    assert KIND.asked() == {}
    assert all(0 < rate < 1 for rate in HOSTILE.asked().values())
    assert len(HOSTILE.asked()) == 7


@pytest.mark.parametrize("word", ["nonsense", "travelling=2", "travelling=x", "travelling=-1", "asked", "=0.5", ""])
def test_a_word_that_is_none_is_named(word: str) -> None:
    with pytest.raises(DoisoatError) as caught:
        read([word])
    assert caught.value.code == "SYN-UNKIND"


def test_codes_of_two_lengths_stand_in_one_source(kind: list[Chunk]) -> None:
    found = chunks(code_lengths=0.3)
    parcels = frames(found, "parcel")
    older = pd.concat(parcels.values())["parcel_code"].str.contains(".", regex=False)
    assert 0.2 < older.mean() < 0.4
    for place, frame in parcels.items():
        assert_equal_but(frame, frames(kind, "parcel")[place], "parcel_code")
    for level in ("central", "province"):
        everybody = pd.concat(f for (_, s), f in frames(found, "population").items() if f".{level}." in s)
        member = pd.concat(f for (_, s), f in frames(found, "household_member").items() if f".{level}." in s)
        assert everybody["household_no"].str.len().nunique() > 1
        # A household has one number in all registers of a level, however it is written.
        both = everybody.merge(member, on="_entity_id")
        assert (both["household_no_x"] == both["household_no_y"]).mean() > 0.9


def test_villages_have_names_of_two_parts() -> None:
    spec = replace(SPEC, people=6000, unkind=Unkind(dashed_names=0.4))
    villages = [v for code in UNITS for v in of_unit(spec, code)]
    assert 0.2 < sum(" - " in v.old_label for v in villages) / len(villages) < 0.6
    assert not any(" - " in v.old_label for code in UNITS for v in of_unit(SPEC, code))
    whole = [v for v in villages if v.aliases[-1].decision not in ("chia tách thôn", "sáp nhập thôn")]
    assert len({(v.unit, v.former, v.old_label) for v in whole}) == len(whole)


def test_a_number_is_borrowed_within_the_household(kind: list[Chunk], tmp_path: Path) -> None:
    found = chunks(borrowed_in_family=0.2)
    seen = 0
    for table in ("population", "household_member", "social_insurance"):
        for place, frame in frames(found, table).items():
            assert_equal_but(frame, frames(kind, table)[place], "personal_id")
            took = frame[frame["_fault"].fillna("").str.contains("id_borrowed") & frame["_garbage"].isna()]
            for _, row in took.iterrows():
                family = frame[frame["household_no"] == row["household_no"]]
                same = family["personal_id"] == row["personal_id"]
                assert (same & (family["_entity_id"] != row["_entity_id"])).any()
            seen += len(took)
    assert seen > 50
    counts = {name: truth_of(part, tmp_path / name)["discrepancies"] for name, part in (("a", kind), ("b", found))}
    assert counts["b"]["one_identifier_two_people"] > counts["a"]["one_identifier_two_people"] + 20


def truth_of(found: list[Chunk], out: Path, **rates: float) -> dict[str, Any]:
    writer = TruthWriter(out, replace(SPEC, unkind=Unkind(**rates)))
    for chunk in found:
        writer.add(chunk, lineage(chunk))
    return writer.finish()


def test_a_province_without_lists_says_nothing_of_villages(kind: list[Chunk], tmp_path: Path) -> None:
    spec = replace(SPEC, unkind=Unkind(no_village_list=1.0))
    assert unlisted(spec) == set(UNITS)
    truth = truth_of(kind, tmp_path / "truth", no_village_list=1.0)["discrepancies"]
    assert "stale_village" in truth_of(kind, tmp_path / "kind")["discrepancies"]
    assert not {"stale_village", "unknown_village"} & set(truth)
    write_province(replace(SMALL, unkind=spec.unkind), tmp_path / "out")
    assert not (tmp_path / "out" / "config" / "villages.csv").exists()
    assert "villages" not in yaml.safe_load((tmp_path / "out" / "config" / "doisoat.yaml").read_text("utf-8"))


def test_some_communes_have_no_list(tmp_path: Path) -> None:
    spec = replace(SPEC, unkind=Unkind(no_village_list=0.5))
    assert 0 < len(unlisted(spec)) < len(UNITS)
    write_province(replace(SMALL, unkind=spec.unkind), tmp_path)
    listed = pd.read_csv(tmp_path / "config" / "villages.csv", dtype="str")
    assert set(listed["unit_code"]) == set(UNITS) - unlisted(spec)
    meanings = Meanings(spec)
    for code in UNITS:
        label = of_unit(spec, code)[0].label
        assert (meanings.village(code, label, None) == ("", "unlisted")) == (code in unlisted(spec))
        assert meanings.village(code, "Thôn 97", None)[1] == ("unlisted" if code in unlisted(spec) else "unknown")


def test_a_typist_writes_a_village_in_one_way(kind: list[Chunk]) -> None:
    found = chunks(typist_habits=0.6)
    changed = 0
    for table in ("population", "household", "parcel"):
        for (commune, source), frame in frames(found, table).items():
            before = frames(kind, table)[commune, source]
            assert_equal_but(frame, before, "village")
            if ".commune." not in source:
                pd.testing.assert_series_equal(frame["village"], before["village"])
                continue
            own = {v.label: v.id for v in of_unit(SPEC, commune)} | {v.old_label: v.id for v in of_unit(SPEC, commune)}
            written = pd.DataFrame({"now": frame["village"], "before": before["village"], "meant": frame["_meant"]})
            written = written[written["before"].isin(own) & ~frame["_fault"].fillna("").str.contains("village")]
            assert (written.groupby(["before", "meant"])["now"].nunique() == 1).all()
            changed += int((written["now"] != written["before"]).sum())
    assert changed > 200


@pytest.mark.parametrize("label", ["Thôn 3", "Khu phố 12", "Tổ dân phố Phú An", "Xóm Bình An - Phú Lập", "Ấp 1A"])
def test_a_way_of_writing_means_the_same_village(label: str) -> None:
    several = ways.of(label)
    assert len(several) >= 3
    assert label not in several
    name = label.split()[-1]
    assert all(fold(name) in fold(way) for way in several)


def test_truth_knows_the_typists_ways() -> None:
    spec = replace(SPEC, unkind=Unkind(typist_habits=0.5))
    meanings = Meanings(spec)
    for code in UNITS:
        for village in of_unit(spec, code):
            for way in ways.of(village.label):
                assert village.id in meanings.village(code, way, None)[0].split("|")


def test_a_batch_is_left_as_it_was(tmp_path: Path, kind: list[Chunk]) -> None:
    found = chunks(unconverted=0.5)
    left, converted = 0, 0
    for (commune, source), frame in frames(found, "household").items():
        before = frames(kind, "household")[commune, source]
        encoding = next(p.encoding for c in found if c.commune == commune for p in c.parts if p.source_id == source)
        if encoding is None:
            pd.testing.assert_frame_equal(frame, before)
            converted += 1
        else:
            assert ".commune." not in source
            assert frame["_fault"].fillna("").str.contains("unit_unconverted").any()
            left += 1
    assert left > 0
    assert converted > len(UNITS)
    write_province(replace(SMALL, unkind=Unkind(unconverted=0.5)), tmp_path)
    with sqlite3.connect(tmp_path / "sources" / "db" / "household_central.db") as db:
        rows = [name for (name,) in db.execute("SELECT ten_chu_ho FROM ho_gia_dinh") if name and not name.isascii()]
    undone = [name for name in rows if legacy.decode_text(name, "tcvn3") != name]
    assert 0.1 < len(undone) / len(rows) < 0.9


def test_a_mistake_travels_from_the_centre_to_its_copies() -> None:
    found = chunks(travelling=0.5)
    copied = alone = 0
    for table, field in (("population", "full_name"), ("household_member", "date_of_birth")):
        for commune in UNITS:
            parts = {s.split(".")[1]: f for (c, s), f in frames(found, table).items() if c == commune}
            central = parts["central"].drop_duplicates("_entity_id").set_index("_entity_id")
            wrong = central.loc[central["_fault"].fillna("").str.contains(f"_mistake:{field}"), field]
            for level in ("province", "commune"):
                below = parts[level].drop_duplicates("_entity_id").set_index("_entity_id")
                below = below[below.index.isin(wrong.index)]
                equal = below[field] == wrong.reindex(below.index)
                blamed = below["_fault"].fillna("").str.contains(f"copied_mistake:{field}")
                assert equal[blamed].all()
                copied += int(blamed.sum())
                alone += int((~equal).sum())
    assert copied > 5
    assert alone > 5
