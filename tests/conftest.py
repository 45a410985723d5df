import os

import pytest

from tests.support.province import make

# Nothing is waited for that a test has broken on purpose, unless the test says so.
os.environ.setdefault("DOISOAT_PATIENCE", "0")
# One key for all: tests compare runs of several installations, and must not leave a key in the checkout.
os.environ.setdefault("DOISOAT_REF_SECRET", "for-tests-only-0123456789abcdef0123456789abcdef")

HAM_THANH, HAM_THUAN_NAM, TUY_PHONG = "23122", "23110", "22978"

LONG = (
    "airflow/test_production_shape",
    "accuracy/test_provinces",
    "airflow/test_flow",
    "pipeline/test_reconcile",
    "airflow/test_end_to_end",
    "faults",
    "gazetteer/test_titles",
    "airflow/test_faults",
    "pipeline/test_villages",
)
"""Files that take more than a minute: begun first, so that two workers end together."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    def place(item):
        name = item.nodeid.removeprefix("tests/")
        return next((place for place, long in enumerate(LONG) if name.startswith(long)), len(LONG))

    items.sort(key=place)


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """A synthetic province of three communes, one of them with a split former commune; not reconciled yet."""
    units = f"{HAM_THANH},{HAM_THUAN_NAM},{TUY_PHONG}"
    return make(tmp_path_factory.mktemp("tiny"), units, people=700, seed=5)
