"""Weights from counts, and model files."""

import json
from dataclasses import replace

import numpy as np
import pytest

from doisoat.errors import DoisoatError
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import PERSON_FIELDS, Model, load_about, load_models, save_models, start_counts
from doisoat.linkage.placeholders import Placeholders
from doisoat.linkage.score import evidence, pack, weigh

FIELDS = {f.name: f for f in PERSON_FIELDS}
MODEL = Model(start_counts(), people=60_000)


def weight(rarity: int = 9, duplicate: bool = False, **levels: str) -> float:
    by_field = {f.name: np.array([f.levels.index(levels.get(f.name, "missing"))], dtype=np.int8) for f in PERSON_FIELDS}
    equal = levels.get("name") in ("same", "other_letters")
    patterns = pack(MODEL, by_field, np.array([rarity if equal else 0], dtype=np.int8))
    return float(weigh(MODEL, patterns, np.array([duplicate], dtype=np.int8), 6.0)[0])


def test_start_counts_fit_the_levels() -> None:
    for spec in PERSON_FIELDS:
        assert {len(v) for v in spec.start.values()} == {len(spec.levels)}, spec.name
        assert sorted(i for g in spec.groups for i in g) == list(range(1, len(spec.levels)))


def test_nothing_compared_weighs_nothing_but_the_prior() -> None:
    assert weight() == pytest.approx(-np.log2(60_000), abs=0.01)


def test_a_number_alone_does_not_beat_name_and_birth_date() -> None:
    own = weight(name="same", date="same", sex="same", id="different", place="same_house")
    relative = weight(
        name="surname",
        date="different",
        sex="different",
        id="same_doubtful",
        place="same_house",
    )
    assert own > 3 > -3 > relative


def test_twins_are_not_one_person() -> None:
    assert weight(name="surname", date="same", sex="same", id="different", place="same_house") < -3
    assert weight(name="lookalike", date="same", sex="same", id="different", place="same_house") < 3


def test_a_rare_name_says_more_and_two_rows_of_one_source_need_more() -> None:
    known = {"name": "same", "date": "partial_year", "place": "same_village"}
    assert weight(rarity=12, **known) - weight(rarity=6, **known) == pytest.approx(6, abs=0.2)
    assert weight(duplicate=True, **known) == pytest.approx(weight(**known) - 6, abs=0.01)


def test_patterns_keep_every_level() -> None:
    rng = np.random.default_rng(1)
    levels = {f.name: rng.integers(0, len(f.levels), 5000).astype(np.int8) for f in PERSON_FIELDS}
    rarity = rng.integers(0, 13, 5000).astype(np.int8)
    patterns = pack(MODEL, levels, rarity)
    for name, values in levels.items():
        assert (patterns.levels[name][patterns.index] == values).all()
    assert (patterns.rarity[patterns.index] == rarity).all()
    rows = evidence(MODEL, patterns)
    first = json.loads(rows[patterns.index[0]])
    assert {k for k, v in levels.items() if v[0] > 0} == set(first)


def test_model_file_comes_back_and_refuses_to_be_edited(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "model.json"
    digest = save_models(path, {"person": MODEL})
    back = load_models(path, {"person": PERSON_FIELDS})["person"]
    assert back.content() == MODEL.content()
    assert save_models(tmp_path / "again.json", {"person": back}) == digest
    path.write_text(path.read_text().replace('"people": 60000', '"people": 60001'))
    with pytest.raises(DoisoatError) as error:
        load_models(path, {"person": PERSON_FIELDS})
    assert error.value.code == "LINK-MODEL"
    with pytest.raises(DoisoatError, match="no such file"):
        load_models(tmp_path / "absent.json", {"person": PERSON_FIELDS})
    path.write_text(json.dumps({"format": 1, "content_hash": "x", "models": {}}))
    with pytest.raises(DoisoatError) as error:
        load_models(path, {"person": PERSON_FIELDS})
    assert error.value.code == "LINK-MODEL-FORMAT"
    path.write_text("[]")
    with pytest.raises(DoisoatError, match="not a model file"):
        load_models(path, {"person": PERSON_FIELDS})


def test_thresholds_and_judgement_are_content_and_the_origin_is_not(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "model.json"
    tuned = replace(
        MODEL,
        accept_bits=1.5,
        review_bits=-6.0,
        placeholders=Placeholders(True, frozenset({19700707})),
        calibration={"pairs": 10},
    )
    digest = save_models(path, {"person": tuned}, {"run": "r7", "parent": "abc"})
    assert digest != save_models(tmp_path / "plain.json", {"person": MODEL})
    assert digest == save_models(tmp_path / "again.json", {"person": tuned})
    assert load_about(path) == {"run": "r7", "parent": "abc", "content_hash": digest}
    back = load_models(path, {"person": PERSON_FIELDS})["person"]
    assert (back.accept_bits, back.review_bits, back.placeholders.dates) == (1.5, -6.0, frozenset({19700707}))
    assert back.settings(LinkConfig()).accept_bits == 1.5
    assert MODEL.settings(LinkConfig()) == LinkConfig()
