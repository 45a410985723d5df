"""Two files as columns: ordered by key whatever their order, and refused by name when they cannot be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from doisoat.errors import DoisoatError
from doisoat.linkage.files.model import FileField, FileModel
from doisoat.linkage.files.read import Files, read_files
from doisoat.sqlwork import open_session

MODEL = FileModel(
    name="m",
    key=("key", "id"),
    fields=[
        FileField("name", "name", (("surname", "given"), ("name",))),
        FileField("code", "code", (("code",), ("code",)), optional=True),
        FileField("number", "id", (("new_no", "old_no"), ("new_no", "old_no")), first_of=True, optional=True),
    ],
    household=(("home",), ("home",)),
    blocks=[],
)
A = pd.DataFrame(
    {
        "key": ["2", "1", "3"],
        "surname": ["Lê", "Vũ", "Hồ"],
        "given": ["An", None, "Tư"],
        "old_no": ["5", "6", "7"],
        "home": ["h1", "", "h1"],
    }
)
B = pd.DataFrame(
    {"id": ["b", "a"], "name": ["Lê An", "Hồ Tư"], "new_no": ["1", "2"], "old_no": ["5", "7"], "home": ["k", "k"]}
)


def read(folder: Path, a: pd.DataFrame = A, b: pd.DataFrame = B) -> Files:
    paths = folder / "it's a.parquet", folder / "b.csv"
    a.to_parquet(paths[0], index=False)
    b.to_csv(paths[1], index=False)
    with open_session() as session:
        return read_files(session, MODEL, *paths)


def value(files: Files, field: str) -> list[str | None]:
    coded = files.coded[field]
    return [coded.values[c] if c >= 0 else None for c in coded.code.tolist()]


def test_records_stand_in_the_order_of_their_keys_with_their_own_values(tmp_path: Path) -> None:
    files = read(tmp_path)
    assert (files.n, files.n_a) == (5, 3)
    assert [k.to_pylist() for k in files.keys] == [["1", "2", "3"], ["a", "b"]]
    assert value(files, "name") == ["Vũ", "Lê An", "Hồ Tư", "Hồ Tư", "Lê An"]
    assert value(files, "number") == ["6", "5", "7", "7", "5"]  # the column both files have


def test_what_is_not_in_both_files_is_left_out_and_said(tmp_path: Path) -> None:
    files = read(tmp_path)
    assert "code" not in files.coded
    assert files.notes == ["field code: not in both files"]
    without = read(tmp_path, A.drop(columns="home"))
    assert "household: not in both files" in without.notes
    assert (without.household == -1).all()


def test_an_empty_household_is_none_and_one_text_is_one_home_of_its_file(tmp_path: Path) -> None:
    home = read(tmp_path).household.tolist()
    assert home[0] == -1
    assert home[1] == home[2] >= 0
    assert home[3] == home[4] >= 0


@pytest.mark.parametrize(
    ("a", "code"),
    [
        (A.drop(columns="given"), "LINK-COLUMN"),
        (A.drop(columns="key"), "LINK-COLUMN"),
        (A.assign(key=["1", "1", "2"]), "LINK-KEY"),
        (A.assign(key=["1", "", "2"]), "LINK-KEY"),
        (A.assign(key=["1", None, "2"]), "LINK-KEY"),
        (A.head(0).astype("str"), "LINK-FILE"),
    ],
)
def test_a_file_that_cannot_be_linked_is_named(tmp_path: Path, a: pd.DataFrame, code: str) -> None:
    with pytest.raises(DoisoatError) as raised:
        read(tmp_path, a)
    assert raised.value.code == code
    assert raised.value.fields["file"] == "it's a.parquet"


def test_a_file_without_a_byte_and_one_that_is_no_parquet(tmp_path: Path) -> None:
    B.to_csv(tmp_path / "b.csv", index=False)
    for body in (b"", b"no parquet"):
        (tmp_path / "a.parquet").write_bytes(body)
        with open_session() as session, pytest.raises(DoisoatError) as raised:
            read_files(session, MODEL, tmp_path / "a.parquet", tmp_path / "b.csv")
        assert raised.value.code == "LINK-FILE"
