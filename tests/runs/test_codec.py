"""What is written is read as an equal fact; what is not such a fact is refused without its values."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.errors import DoisoatError
from doisoat.linkage.state import About, InputFile, Measurement
from doisoat.runs.codec import from_json, from_plain, to_json, to_plain
from doisoat.runs.link_report import Begun, LinkReport
from doisoat.runs.run import Input, Run
from doisoat.runs.summary import LinkFigures, RunSummary

BARE = (LinkReport, Begun, About)
"""Facts that are written without what is None: all that may be so has a default."""
TYPES = (LinkReport, Begun, About, Measurement, InputFile, RunSummary, LinkFigures, Run, Input)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize(
    ("kind", "bare"), [*((kind, False) for kind in TYPES), *((kind, True) for kind in BARE)], ids=str
)
@settings(deadline=None, max_examples=25)  # the first call makes the adapter
@given(data=st.data())
def test_a_fact_comes_back(kind: type[object], bare: bool, data: st.DataObject) -> None:
    fact = data.draw(st.from_type(kind))
    written = to_json(fact, bare=bare)
    assert from_json(kind, written, "x") == fact
    assert from_plain(kind, json.loads(written), "x") == fact
    assert to_json(from_json(kind, written, "x"), bare=bare) == written
    assert to_plain(fact, bare=bare) == json.loads(written)


def test_what_another_release_knew_more_is_passed_over() -> None:
    plain = {"table": "parcel", "sources": ["land.central.mae"], "colour": "green"}
    assert from_plain(InputFile, plain, "x") == InputFile("parcel", ("land.central.mae",))


@pytest.mark.parametrize(
    "written", [b"{}", b"", b"[1]", b'{"table": 7, "sources": ["Nguy\xe1\xbb\x85n V\xc4\x83n An"]}']
)
def test_another_form_is_refused_without_its_values(written: bytes) -> None:
    with pytest.raises(DoisoatError) as refused:
        from_json(InputFile, written, "about.json")
    assert refused.value.code == "RUN-FACTS"
    assert "about.json" in str(refused.value)
    assert "Nguyễn" not in str(refused.value)
    assert refused.value.__cause__ is None
