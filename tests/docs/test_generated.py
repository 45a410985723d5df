import pytest

from doisoat.cli.docs import DOCUMENTS
from doisoat.paths import ROOT


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_current(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == DOCUMENTS[name](), f"run `make docs` ({name})"
