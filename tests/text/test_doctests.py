"""The examples in the docstrings of the text and identifiers rooms are true."""

import doctest
import importlib
import pkgutil

import pytest

import doisoat.identifiers
import doisoat.text

MODULES = [
    info.name
    for package in (doisoat.text, doisoat.identifiers)
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_most_modules_have_examples() -> None:
    with_examples = [n for n in MODULES if doctest.testmod(importlib.import_module(n)).attempted]
    assert len(with_examples) >= 18
