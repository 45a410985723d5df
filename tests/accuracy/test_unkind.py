"""A province with unkind habits at high rates: it runs, every row is accounted for, little is missed or made up."""

import pytest

from doisoat_lab.evaluate import Evaluation, evaluate
from tests.support.province import make, reconcile

# Hàm Thạnh, Hàm Thắng, Xuân Hương - Đà Lạt
UNITS = "23122,22933,24781"
pytestmark = pytest.mark.slow  # make test has a smaller one: tests/package reconciles it with the wheel


@pytest.fixture(scope="module", params=["all", "all unconverted=0"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Evaluation]:
    province = make(tmp_path_factory.mktemp("unkind"), UNITS, people=1500, seed=12, unkind=request.param)
    assert reconcile(province) in (0, 1)
    return request.param, evaluate(province.out, province.truth)


def test_every_row_is_accounted_for(found: tuple[str, Evaluation]) -> None:
    assert found[1].rows.accounted, found[1].rows


def test_people_are_linked_all_the_same(found: tuple[str, Evaluation]) -> None:
    score = found[1].clusters["person"]
    assert min(score.precision, score.recall) >= 0.98, score


def test_findings_hold(found: tuple[str, Evaluation]) -> None:
    habits, judged = found
    if "unconverted=0" not in habits:
        pytest.skip("legacy text in a file declared as UTF-8 is only suggested, not read: names and villages differ")
    assert len(judged.kinds) == 22
    assert not {kind: judged.kinds[kind] for kind in judged.worst(0.9)}
