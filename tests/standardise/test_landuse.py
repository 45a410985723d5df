"""Land uses: every way lists are handed over, and what is no list."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.registers import table
from doisoat.registers.codes import land_uses
from doisoat.sources.readers.arrowcells import column_text
from doisoat.standardise.landuse import land_use
from doisoat.standardise.values import parse

USES = [{"code": "ONT", "area": 200.0}, {"code": "CLN", "area": 300.5}]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ('[{"code":"ONT","area":200},{"code":"CLN","area_m2":300.5}]', "ONT:200;CLN:300.5"),
        ('{"code": "ONT", "area": "1.200,5"}', "ONT:1200.5"),
        ('[{"Mã loại đất": "ont", "Diện tích": 200}]', "ONT:200"),
        ('[{"ma_loai_dat": "ONT", "dien_tich": null}]', "ONT"),
        ('["ONT","CLN"]', "ONT;CLN"),
        ('["ONT: 200", "CLN 300,5"]', "ONT:200;CLN:300.5"),
        ('[["ONT", 200], ["CLN", "300.5"]]', "ONT:200;CLN:300.5"),
        ('{"ONT": 200, "CLN": 300.5}', "ONT:200;CLN:300.5"),
        ('{"ONT": null}', "ONT"),
        ('"ONT+CLN"', "ONT;CLN"),
        ("{ONT,CLN}", "ONT;CLN"),
        ('[null, {"code": null, "area": null}, "ONT"]', "ONT"),
        ("ONT: 200; CLN 300,5", "ONT:200;CLN:300.5"),
        ("ONT 200 m2, CLN 300,5 m²", "ONT:200;CLN:300.5"),
        ("ONT (200) | CLN = 300.5", "ONT:200;CLN:300.5"),
        ("ont+cln", "ONT;CLN"),
        ("ONT,CLN", "ONT;CLN"),
        ("ONT 1234567.5", "ONT:1234567.5"),
        ("[]", ""),
        ("{}", ""),
        ("[", None),
        ('[{"code":"ONT","area":200}', None),
        ("[{'code': 'ONT'}]", None),
        ('[{"area": 200}]', None),
        ('[{"code": 5}]', None),
        ('[{"code": "ONT", "area": "nhiều"}]', None),
        ('[{"code": "ONT", "area": -1}]', None),
        ('[{"code": "ONT", "area": 1e400}]', None),
        ('[{"code": "ONT", "area": NaN}]', None),
        ('[{"code": "ONT", "area": true}]', None),
        ('[{"code": "ONT", "area": [200]}]', None),
        ("[[[[[[1]]]]]]", None),
        ("[" * 5000, None),
        ("[1, 2]", None),
        ("đất ở", None),
        ("ONT hai trăm", None),
    ],
)
def test_as_written(written: str, canonical: str | None) -> None:
    assert land_use(written) == canonical


@given(
    st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ).map(json.dumps),
    )
)
def test_anything_is_read_or_refused(written: str) -> None:
    found = land_use(written)
    assert found is None or found == "" or land_use(found) == found


@given(st.lists(st.tuples(st.sampled_from(sorted(land_uses())), st.none() | st.integers(0, 9_999_999)), min_size=1))
def test_all_ways_say_the_same(uses: list[tuple[str, int | None]]) -> None:
    areas = [(code, None if tenths is None else tenths / 10) for code, tenths in uses]
    canonical = ";".join(code if area is None else f"{code}:{area:.12g}" for code, area in areas)
    objects = [{"code": code, "area": area} for code, area in areas]
    text = "; ".join(code if area is None else f"{code}: {str(area).replace('.', ',')} m2" for code, area in areas)
    assert {land_use(json.dumps(objects)), land_use(text), land_use(canonical)} == {canonical}


@pytest.mark.parametrize(
    "column",
    [
        pa.array([USES, None, []]),
        pa.array([[("ONT", 200.0), ("CLN", 300.5)], None, []], pa.map_(pa.string(), pa.float64())),
        pa.array([["ONT:200", "CLN:300.5"], None, []]),
    ],
)
def test_columns_of_lists(column: "pa.Array[pa.Scalar]", tmp_path: Path) -> None:
    parsed = parse(column_text(column), table("parcel").field("land_use"))
    assert parsed.canonical.to_pylist() == ["ONT:200;CLN:300.5", None, None]
    assert parsed.problem.to_pylist() == [None, None, None]


def test_a_cell_that_cannot_be_read_is_a_problem_of_that_cell() -> None:
    parsed = parse(pa.array(["ONT", "[broken", None]), table("parcel").field("land_use"))
    assert parsed.canonical.to_pylist() == ["ONT", None, None]
    assert parsed.problem.to_pylist() == [None, "unreadable_land_use", None]
