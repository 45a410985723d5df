"""The person a household's land right is written by, for detection and as a match key in linkage alike."""

import pandas as pd
import pytest

from doisoat.detect.heads import head_of
from doisoat.sqlwork import open_session
from doisoat.text.names import normalise_names


@pytest.mark.parametrize("title", ["Hộ ", "Hộ ông ", "Hộ bà ", "HỘ ÔNG ", "Hộ gia đình ông ", "Gia đình bà "])
@pytest.mark.parametrize("name", ["Nguyễn Văn An", "Hồ Văn An", "Lại An Sơn", "Quách Ba", "K'Brôi", "H'Hen Niê"])
def test_a_household_is_its_head_in_both(title: str, name: str) -> None:
    frame = normalise_names(pd.Series([title + name, name], dtype="str"))
    written, meant = frame["canonical"]
    assert head_of(title + name) == name
    assert head_of(written) == meant
    with open_session() as session:
        session.run("link/macros")
        key = session.con.execute("SELECT holder_key('household', ?, ?)", [written, frame["key"][0]]).fetchone()
    assert key == (frame["key"][1],)


def test_only_where_the_kind_says_household() -> None:
    with open_session() as session:
        session.run("link/macros")
        for kind in ("individual", None):
            row = session.con.execute("SELECT holder_key(?, 'Hộ Văn An', 'ho van an')", [kind]).fetchone()
            assert row == ("ho van an",)
        assert session.con.execute("SELECT holder_key('household', NULL, NULL)").fetchone() == (None,)
