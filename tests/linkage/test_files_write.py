"""Links as a file: what each row says, in the order of keys; a folder that cannot be written is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.errors import DoisoatError
from doisoat.linkage.files.arrow import texts
from doisoat.linkage.files.write import Evidence, write_links

NAMES = ("missing", "same", 'odd "level"')


def evidence() -> Evidence:
    found = Evidence(3)
    found.add("name", NAMES, np.array([1, 0, 2], dtype=np.int8), np.array([4.26, 9.0, -1.24]))
    found.add("born", NAMES, np.array([0, 0, 1], dtype=np.int8), np.array([1.0, 1.0, 2.0]))
    return found


def test_evidence_keeps_levels_with_their_bits_and_nothing_of_what_is_missing() -> None:
    assert [json.loads(text) for text in evidence().text().to_pylist()] == [
        {"name": ["same", 4.3]},
        {},
        {"name": ['odd "level"', -1.2], "born": ["same", 2.0]},
    ]
    assert Evidence(2).text().to_pylist() == ["{}", "{}"]


@pytest.mark.parametrize("name", ["links.parquet", "links.csv"])
def test_rows_say_who_how_sure_and_why(tmp_path: Path, name: str) -> None:
    keys = texts(["a1", "a2"]), texts(["b1", "b2"])
    write_links(
        tmp_path / name,
        keys,
        2,
        np.array([0, 0, 1]),
        np.array([2, 3, 3]),
        np.array([0.0, 100.0, -100.0]),
        np.array([False, True, False]),
        evidence(),
    )
    read = pd.read_parquet if name.endswith("parquet") else pd.read_csv
    found = read(tmp_path / name)
    assert found.key_a.tolist() == ["a1", "a1", "a2"]
    assert found.key_b.tolist() == ["b1", "b2", "b2"]
    assert found.decision.tolist() == ["review", "link", "review"]
    assert found.probability.tolist() == [0.5, 1.0, 0.0]
    assert json.loads(found.evidence[2])["born"] == ["same", 2.0]


def test_a_place_that_cannot_be_written_is_named_without_its_folder(tmp_path: Path) -> None:
    keys = texts(["a"]), texts(["b"])
    with pytest.raises(DoisoatError) as raised:
        write_links(
            tmp_path / "none" / "links.csv",
            keys,
            1,
            np.array([0]),
            np.array([1]),
            np.array([1.0]),
            np.array([True]),
            Evidence(1),
        )
    assert raised.value.code == "LINK-OUT"
    assert raised.value.fields == {"file": "links.csv", "reason": "FileNotFoundError"}
