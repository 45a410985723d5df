"""The nearest names within a limit: all that are as near, numbers unchanged, diacritics only between equals."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from doisoat.gazetteer.pools import Pool
from tests.gazetteer.names import resolver

NAMES = {"binh dong": ["bình đông"], "binh duong": ["bình dương"], "phuong 2": ["phường 2"], "an": ["an", "ân"]}
POOL = Pool(NAMES)


@given(st.text("abdghinopuw ", min_size=1, max_size=12), st.integers(0, 3))
def test_all_that_are_nearest_within_the_limit_and_nothing_else(name: str, limit: int) -> None:
    found, distance = POOL.nearest(name, name, limit)
    away = {other: OSA.distance(name, other) for other in NAMES if other != "phuong 2"}
    near = {other: edits for other, edits in away.items() if edits <= limit}
    assert set(found) == {other for other, edits in near.items() if edits == min(near.values())}
    assert distance == min(near.values(), default=limit)


def test_diacritics_decide_between_names_as_near() -> None:
    assert set(POOL.nearest("binh duong", "binh duong", 2)[0]) == {"binh duong"}
    pool = Pool({"tan an": ["tân an"], "tan am": ["tân ám"]})
    assert set(pool.nearest("tan a", "tan a", 1)[0]) == {"tan an", "tan am"}
    assert pool.nearest("tan a", "tân á", 1)[0] == ("tan am",)


def test_another_number_is_another_name() -> None:
    assert POOL.nearest("phuong 3", "phường 3", 2) == ((), 2)


def test_pools_of_a_context() -> None:
    pools = resolver().pools
    within = pools.districts(frozenset(["old:60"]))  # Bình Thuận
    assert "ham thuan nam" in within.names
    assert "dong da" not in within.names
    assert pools.districts(frozenset()) is pools.all_districts
    (district,) = resolver().index.districts["ham thuan nam"]
    communes = pools.communes(frozenset([district]), frozenset())
    assert "ham thanh" in communes.names
    assert pools.communes(frozenset([district]), frozenset(["old:79"])).names == []
    assert set(communes.names) <= set(pools.in_provinces(frozenset(["old:60"])).names)
