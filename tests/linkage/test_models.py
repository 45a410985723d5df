"""``docs/linkage-models.md`` says what the model file is."""

import re

import pytest
import yaml

from doisoat.cli.main import main
from doisoat.errors import DoisoatError
from doisoat.linkage.files.model import _KEYS, COMPARE, PARTS, load_file_model, shipped_models
from doisoat.paths import ROOT

TEXT = (ROOT / "docs" / "linkage-models.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_the_first_example_is_the_shipped_febrl_model() -> None:
    shipped = (ROOT / "include/doisoat/linkage/models/febrl.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(EXAMPLES[0]) == yaml.safe_load(shipped)


@pytest.mark.parametrize("body", EXAMPLES)
def test_examples_load(body: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "m.yaml").write_text(body, encoding="utf-8")
    assert load_file_model(tmp_path / "m.yaml").fields


def test_every_entry_kind_and_part_is_documented() -> None:
    for name, meaning in {**COMPARE, **PARTS}.items():
        assert f"| `{name}` | {meaning} |" in TEXT.replace("\\|", "|"), name
    for name in (*_KEYS, "first_of", "optional", "joint", "at", "columns"):
        assert re.search(f"`{name}[`:]", TEXT), name
    for name in shipped_models():
        assert f"`{name}`" in TEXT, name


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("key: x", "fields"),
        ("key: x\nfields: []", "fields"),
        ("key: x\nfields: [{name: n, compare: magic, columns: c}]", "magic"),
        ("key: x\nfields: [{name: n, compare: text}]", "columns"),
        ("key: x\nfields: [{name: n, compare: text, columns: c, colour: red}]", "colour"),
        ("key: x\nfields: [{name: n, compare: text, columns: c, at: 1900}]", "age"),
        ("key: x\nfields: [{name: n, compare: text, columns: {a: c}}]", "a and b"),
        ("key: x\nfields: [{name: n, compare: text, columns: c}]\nblocks: [[m]]", "unknown field m"),
        ("key: x\nfields: [{name: n, compare: text, columns: c}]\nblocks: [['n:middle']]", "unknown part middle"),
        ("key: x\nprecision: 7\nfields: [{name: n, compare: text, columns: c}]", "precision"),
        ("key: x\nfields: [{name: n, compare: text, columns: c}, {name: n, compare: text, columns: d}]", "one name"),
    ],
)
def test_what_is_wrong_is_said(body: str, word: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "m.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(DoisoatError) as caught:
        load_file_model(tmp_path / "m.yaml")
    assert caught.value.code == "LINK-MODEL"
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_help_names_the_shipped_models(capsys: pytest.CaptureFixture[str]) -> None:
    main(["link", "--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in shipped_models())
