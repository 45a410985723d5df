"""The whole reconciliation against known truth, on real units of three provinces (step 1's bar for each kind)."""

import pytest

from doisoat_lab.evaluate import evaluate
from tests.support.province import make, reconcile

# Đô Lương, Bạch Ngọc, Văn Hiến, Bạch Hà, Thuần Trung, Lương Sơn
NGHE_AN = "17662,17623,17677,17707,17689,17641"
# An Phước, Bình Minh, Hưng Thịnh, Thiện Hưng, Tân An, Đại Phước
DONG_NAI = "26383,26278,26281,25308,26179,26491"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("", 11), id="lam-dong"),
        pytest.param((NGHE_AN, 12), id="nghe-an"),
        pytest.param((DONG_NAI, 13), id="dong-nai", marks=pytest.mark.slow),
    ],
)
def found(request, tmp_path_factory):
    units, seed = request.param
    province = make(tmp_path_factory.mktemp("province"), units, people=4000, seed=seed)
    assert reconcile(province) in (0, 1)
    return evaluate(province.out, province.truth)


def test_links(found):
    for kind, score in found.clusters.items():
        assert score.f1 >= 0.99, (kind, score)


def test_every_kind_is_found_and_little_else(found):
    assert len(found.kinds) == 22
    assert not {kind: found.kinds[kind] for kind in found.worst(0.95)}


def test_contradictions_of_links_are_few(found):
    assert sum(count for count, _ in found.linkage.values()) <= 0.02 * sum(s.found for s in found.kinds.values())


def test_every_row_is_accounted_for(found):
    assert found.rows.accounted, found.rows
