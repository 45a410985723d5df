"""Explanations of links and near-links: the words cover every level, the parts add up, the runner-up is found."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from doisoat.errors import DoisoatError
from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, explain_pair, link
from doisoat.linkage.explain_parts import take_apart
from doisoat.linkage.explain_sentence import sentence
from doisoat.linkage.explain_words import EXACT, FIELDS, LEVELS, certainty, decimal, level_text, masked
from doisoat.linkage.run import KINDS
from tests.linkage.conftest import person
from tests.linkage.province import Province


@pytest.mark.parametrize(
    ("kind", "field", "level"), [(k, f.name, level) for k, specs in KINDS.items() for f in specs for level in f.levels]
)
def test_every_level_of_every_field_has_words(kind: str, field: str, level: str) -> None:
    text = LEVELS[kind][field][level]
    assert text == level_text(kind, field, level)
    assert text == text.strip()
    assert text[0] not in "AĐ"
    assert level not in text.split()
    assert FIELDS[kind][field]


def test_the_catalogue_holds_nothing_else_and_no_text_twice() -> None:
    for kind, specs in KINDS.items():
        assert {f.name: set(f.levels) for f in specs} == {n: set(levels) for n, levels in LEVELS[kind].items()}
        assert [f.name for f in specs] == list(FIELDS[kind])
        texts = [text for levels in LEVELS[kind].values() for text in levels.values()]
        assert len(texts) == len(set(texts))
    assert set(EXACT) <= set(LEVELS["person"])


@pytest.mark.parametrize(("bits", "text"), [(16.94, "+16,9"), (-4.0, "−4,0"), (0.04, "0"), (-0.01, "0")])
def test_figures_are_written_the_vietnamese_way(bits: float, text: str) -> None:
    assert decimal(bits) == text


def test_certainty_grows_with_weight() -> None:
    assert [certainty(w) for w in (12, 5, 1, -2)] == [
        "chắc chắn cao",
        "khá chắc chắn",
        "chưa đủ chắc chắn",
        "ít khả năng",
    ]


def test_a_number_in_a_records_name_is_masked() -> None:
    assert masked("member:HK01/068199001234") == "member:HK01/…234"
    assert masked("068199001234") == "…234"
    assert masked("right:T005000043/1") == "right:T005000043/1"


def _sample(linked: LinkResult) -> pd.DataFrame:
    links = pd.read_parquet(linked.links)
    by = links.groupby(["entity_kind", "decision", links.evidence.str.len()], group_keys=False)
    return by.head(1).sample(n=8, random_state=1)


def test_parts_add_up_with_and_without_the_model(linked: LinkResult) -> None:
    for row in _sample(linked).itertuples():
        a, b = f"{row.source_a}|{row.record_a}", f"{row.source_b}|{row.record_b}"
        for model in (linked.model, None):
            found = explain_pair(linked.links, linked.entities, a, b, model)
            (step,) = found.steps
            assert (found.decision, step.weight) == (row.decision, row.weight)
            assert sum(part.bits for part in step.parts) == pytest.approx(row.weight, abs=0.01)
            told = {p.field: (p.level, p.bits) for p in step.parts if p.compared}
            for field, (level, bits) in json.loads(row.evidence).items():
                assert told[field][0] == level
                assert told[field][1] == pytest.approx(bits, abs=0.06)
            terms = {p.field for p in step.parts if not p.compared}
            assert ("rest" in terms) == (model is None), (a, b, terms)
            assert not set(told) & set(step.missing)


def test_a_pair_reads_the_same_from_either_side(linked: LinkResult) -> None:
    row = pd.read_parquet(linked.links).query("entity_kind == 'person'").iloc[5]
    a, b = f"{row.source_a}|{row.record_a}", f"{row.source_b}|{row.record_b}"
    one = explain_pair(linked.links, linked.entities, a, b, linked.model)
    two = explain_pair(linked.links, linked.entities, b, a, linked.model)
    assert one.steps == two.steps
    assert sentence(one) == sentence(two)


def test_records_joined_outright_or_by_way_of_others_are_explained(linked: LinkResult) -> None:
    entities = pd.read_parquet(linked.entities)
    links = pd.read_parquet(linked.links)
    person_links = links[links.entity_kind == "person"]
    ends = set(zip(person_links.source_a, person_links.record_a, strict=True))
    seen = set()
    for _, group in list(entities[entities.entity_kind == "person"].groupby("entity_id"))[:24]:
        if len(group) < 3:
            continue
        first, last = group.iloc[0], group.iloc[-1]
        found = explain_pair(
            linked.links, linked.entities, f"{first.source}|{first.record}", f"{last.source}|{last.record}"
        )
        assert found.decision == "link"
        assert found.weight == min(step.weight for step in found.steps) >= found.accept_bits
        for here, there in zip(found.steps, found.steps[1:], strict=False):
            assert {here.a, here.b} & {there.a, there.b}
        seen.add("exact" if found.decisive.exact else "chain" if len(found.steps) > 1 else "weighed")
    assert ends
    assert {"exact", "weighed"} <= seen


@pytest.fixture(scope="module")
def contested(province: Province, linked: LinkResult, tmp_path_factory: pytest.TempPathFactory) -> LinkResult:
    """A central record, its namesake of the same birth date in the commune, and the one that is really the same."""
    folder = tmp_path_factory.mktemp("contested")
    name, born = "Vi Thị Quỳnh Dao", "1961-03-07"
    records = [
        person("population.central.bca", "XA", name, born, None, sex="F"),
        person("population.commune.23110", "XB", name, born, None, sex="F"),
        person(
            "population.commune.23110", "XC", name, "1961-03-08", None, sex="F", house_no="71", village_candidates="v08"
        ),
        person("population.commune.23110", "XD", "Lò Văn Khánh Toàn", "1933-11-30", None, house_no="72"),
    ]
    path = folder / "extra.parquet"
    pd.DataFrame(records).to_parquet(path, index=False)
    files = {**province.files, "population": [*province.files["population"], path]}
    return link(LinkInputs.of(files), LinkConfig(), None, linked.model, folder / "work", folder / "out")


A, B, C, D = "population.central.bca|XA", *(f"population.commune.23110|X{x}" for x in "BCD")


def test_a_link_names_its_runner_up_and_margin(contested: LinkResult) -> None:
    found = explain_pair(contested.links, contested.entities, A, B, contested.model)
    assert found.decision == "link"
    best = found.runner_up
    assert best is not None
    assert (str(best.of), str(best.record)) == (A, C)
    assert best.weight is not None
    assert found.margin == pytest.approx(found.weight - best.weight, abs=0.001)
    assert found.margin > 0
    text = sentence(found)
    assert text.startswith(("Cùng nhà, ", "Ngày sinh giống hệt, ", "Họ tên giống hệt, "))
    assert "ứng viên kế tiếp population.commune.23110 XC" in text
    assert "đã ghép, " in text
    assert text.endswith(".")


def test_a_near_link_says_what_took_its_place(contested: LinkResult) -> None:
    found = explain_pair(contested.links, contested.entities, A, C, contested.model)
    assert found.decision == "review"
    best = found.runner_up
    assert best is not None
    assert (str(best.record), best.decision) == (B, "link")
    assert found.margin is not None
    assert found.margin < 0
    assert "XB" in sentence(found)
    assert "cần người xem" in sentence(found)


def test_the_household_is_told_apart_with_the_model_only(linked: LinkResult) -> None:
    links = pd.read_parquet(linked.links)
    row = links[links.evidence.str.contains('"support": ."more"', regex=True) & ~links.evidence.str.contains('"id"')]
    a, b = (f"{row.iloc[0][f'source_{x}']}|{row.iloc[0][f'record_{x}']}" for x in "ab")
    with_model = explain_pair(linked.links, linked.entities, a, b, linked.model).household
    without = explain_pair(linked.links, linked.entities, a, b).household
    assert with_model is not None
    assert without is not None
    assert with_model.level == without.level == "more"
    assert with_model.support == pytest.approx(without.support, abs=0.06)
    assert without.support > 0
    assert without.kin is None


def test_a_model_that_does_not_give_the_weight_is_not_believed() -> None:
    parts, exact = take_apart("parcel", '{"code": ["same", 17.7]}', 5.0, None, LinkConfig())
    assert not exact
    assert [(p.field, p.bits) for p in parts] == [("code", 17.7), ("rest", -12.7)]


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        (A, "nothing", "LINK-NAME"),
        (A, "population.central.bca|none", "LINK-RECORD"),
        (A, A, "LINK-KINDS"),
        (A, D, "LINK-NEAR"),
    ],
)
def test_what_cannot_be_explained_says_why(contested: LinkResult, a: str, b: str, code: str) -> None:
    with pytest.raises(DoisoatError) as caught:
        explain_pair(contested.links, contested.entities, a, b)
    assert caught.value.code == code
    assert "XD" not in str(caught.value)


def test_a_certificate_follows_its_parcel(linked: LinkResult, tmp_path: Path) -> None:
    entities = pd.read_parquet(linked.entities)
    parcel = entities[entities.table == "parcel"].iloc[[0]]
    path = tmp_path / "entities.parquet"
    pd.concat([entities, parcel.assign(table="certificate", record="certificate:1/2")]).to_parquet(path, index=False)
    source, record = parcel.iloc[0][["source", "record"]]
    with pytest.raises(DoisoatError) as caught:
        explain_pair(linked.links, path, f"{source}|{record}", f"{source}|certificate:1/2")
    assert caught.value.code == "LINK-FOLLOWS"
