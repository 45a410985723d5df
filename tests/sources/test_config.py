"""A configuration is checked before a run touches a source, and says what is wrong where."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from doisoat.sources import ConfigError, load_config
from doisoat.sources.connections import Connections, variable
from doisoat.sources.model import Folder, Sql
from tests.sources.kit import BORN, NAME, mapping


def write(folder: Path, content: dict[str, Any] | None = None, **settings: Any) -> Path:
    (folder / "sources").mkdir(parents=True)
    head = {"province": "68", "units": ["23122"], "as_of": "2026-11-15"} | settings
    (folder / "doisoat.yaml").write_text(yaml.safe_dump(head), encoding="utf-8")
    (folder / "connections.yaml").write_text(
        yaml.safe_dump({"files": {"kind": "folder", "path": "../files"}}), encoding="utf-8"
    )
    (folder / "sources" / "p.yaml").write_text(yaml.safe_dump(content or mapping(), allow_unicode=True), "utf-8")
    return folder


def refused(folder: Path, content: dict[str, Any]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, content))
    assert "sources/p.yaml" in str(caught.value)
    return caught.value


def test_a_good_directory_is_read(tmp_path: Path) -> None:
    config = load_config(write(tmp_path / "config"))
    assert list(config.sources) == ["population.commune.23122"]
    assert config.settings.province == "68"
    found = config.connections.get("files")
    assert isinstance(found, Folder)
    assert found.path == (tmp_path / "files").resolve()


def test_an_unquoted_date_is_a_date(tmp_path: Path) -> None:
    folder = write(tmp_path / "config")
    text = (folder / "sources" / "p.yaml").read_text("utf-8").replace("'2026-11-15'", "2026-11-15")
    (folder / "sources" / "p.yaml").write_text(text, "utf-8")
    assert load_config(folder).sources["population.commune.23122"].as_of == "2026-11-15"


def test_an_unknown_field_names_the_nearest(tmp_path: Path) -> None:
    content = mapping()
    content["tables"]["population"]["columns"][BORN] = "birth_of_date"
    error = refused(tmp_path / "c", content)
    assert (error.code, error.fields["name"], error.fields["nearest"]) == (
        "CFG-UNKNOWN",
        "birth_of_date",
        "date_of_birth",
    )


def test_an_unknown_parser_table_value_and_encoding(tmp_path: Path) -> None:
    content = mapping()
    content["tables"]["population"]["columns"][BORN] = {"field": "date_of_birth", "parser": "dates"}
    assert refused(tmp_path / "a", content).fields["nearest"] == "date"
    content = mapping(tables={"populations": mapping()["tables"]["population"]})
    assert refused(tmp_path / "b", content).fields["nearest"] == "population"
    content = mapping()
    content["tables"]["population"]["columns"][BORN] = {"field": "residence", "map": {"1": "permanently"}}
    assert refused(tmp_path / "c", content).fields["nearest"] == "permanent"
    assert refused(tmp_path / "d", mapping(encoding="tcvn")).fields["nearest"] == "tcvn3"


def test_a_required_column_that_is_not_mapped(tmp_path: Path) -> None:
    content = mapping()
    content["tables"]["population"]["required"] = ["Họ, chữ đệm và tên"]
    error = refused(tmp_path / "c", content)
    assert (error.code, error.fields["nearest"]) == ("CFG-REQUIRED", NAME)


def test_a_table_nobody_can_be_told_apart_in(tmp_path: Path) -> None:
    content = mapping()
    content["tables"]["population"] |= {"columns": {BORN: "date_of_birth"}, "required": []}
    assert refused(tmp_path / "c", content).code == "CFG-UNMAPPED"


def test_one_field_from_two_columns(tmp_path: Path) -> None:
    content = mapping()
    content["tables"]["population"]["columns"]["Năm sinh"] = "date_of_birth"
    assert refused(tmp_path / "c", content).code == "CFG-TWICE"


def test_unknown_keys_and_broken_yaml(tmp_path: Path) -> None:
    assert "colums" in str(refused(tmp_path / "a", mapping(colums={})))
    folder = write(tmp_path / "b")
    (folder / "sources" / "p.yaml").write_text("source_id: x\n  register: [", "utf-8")
    with pytest.raises(ConfigError, match="line 2"):
        load_config(folder)
    with pytest.raises(ConfigError, match=r"doisoat\.yaml"):
        load_config(tmp_path / "nowhere")


def test_sql_and_http_are_other_names_of_location(tmp_path: Path) -> None:
    for place in ({"sql": {"connection": "x"}}, {"location": {"sql": {"connection": "x"}}}):
        content = {key: value for key, value in mapping(format="sql").items() if key != "location"} | place
        folder = write(tmp_path / str(len(str(place))), content)
        assert load_config(folder).sources["population.commune.23122"].location.connection == "x"


ENTRIES: dict[str, dict[str, Any]] = {
    "sql": {"url": "postgresql://u:{0}@{0}/d"},
    "s3": {"bucket": "{0}", "secret_key": "{0}"},
    "http": {"url": "https://{0}", "token": "{0}"},
    "folder": {"path": "/data/{0}"},
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_airflow_beats_the_environment_beats_the_file(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As the operator's guide has it, for every kind of connection, with and without the step before."""

    def entry(told: str) -> dict[str, Any]:
        return {"kind": kind, **{key: value.format(told) for key, value in ENTRIES[kind].items()}}

    monkeypatch.setenv("FROM_FILE", "tep")
    file = Connections({"central-db": entry("${FROM_FILE}")}, tmp_path)
    in_airflow = file.with_resolver({"central-db": entry("airflow")}.get)
    elsewhere = file.with_resolver({"other": entry("airflow")}.get)
    shown = list(ENTRIES[kind])[-1]

    def told(given: Connections) -> str:
        return str(getattr(given.get("central-db"), shown))

    assert "tep" in told(file)
    assert "tep" in told(elsewhere)
    assert "airflow" in told(in_airflow)
    monkeypatch.setenv(variable("central-db"), json.dumps(entry("bien")))
    assert "bien" in told(file)
    assert "bien" in told(elsewhere)
    assert "airflow" in told(in_airflow)
    # ${NAME} is the file's: elsewhere it may be part of a password.
    monkeypatch.setenv(variable("central-db"), json.dumps(entry("${FROM_FILE}")))
    assert "${FROM_FILE}" in told(file)
    with pytest.raises(ConfigError, match="DOISOAT_CONN_NONE"):
        in_airflow.get("none")


def test_a_database_of_a_relative_file_counts_from_the_configuration(tmp_path: Path) -> None:
    found = Connections({"a": {"kind": "sql", "url": "sqlite:///x/y.db"}}, tmp_path).get("a")
    assert isinstance(found, Sql)
    assert found.url == f"sqlite:///{tmp_path.resolve()}/x/y.db"


def test_a_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Connections({"a": {"kind": "sql", "url": "postgresql://u:${PW_A}@h/d"}})
    with pytest.raises(ConfigError, match="PW_A"):
        given.get("a")
    monkeypatch.setenv("PW_A", "tối mật")
    found = given.get("a")
    assert isinstance(found, Sql)
    assert "tối mật" in found.url
    assert "tối mật" not in repr(found)


def test_a_malformed_connection_does_not_show_its_secrets() -> None:
    given = Connections({"a": {"kind": "s3", "bucket": "b", "secret_keey": "tối mật"}})
    with pytest.raises(ConfigError) as caught:
        given.get("a")
    assert "tối mật" not in str(caught.value) + repr(caught.value) + repr(caught.value.__cause__)


VILLAGES = (
    "village_id,unit_code,label,valid_from,valid_to,kind,former_unit_code,decision\n"
    "v1,23122,Thôn 1,,2026-04-09,thon,23116,\nv1,23122,Thôn 5,2026-04-10,,thon,23116,\n"
)


@pytest.mark.parametrize(
    ("village", "code"),
    [
        ({"labels": "old"}, None),
        ({"old_of": ["23116", "thôn 01"]}, None),
        ({"old_of": ["23117"]}, "CFG-UNKNOWN"),
        ({"old_of": ["Thôn 5"]}, "CFG-UNKNOWN"),
        ({"labels": "yesterday"}, "CFG-VALUE"),
        ({"labels": "old", "old_of": ["23116"]}, "CFG-VALUE"),
        ({"labels": "new", "as_of": "2025-06-30"}, "CFG-VALUE"),
    ],
)
def test_what_a_source_says_of_its_village_labels(tmp_path: Path, village: dict[str, Any], code: str | None) -> None:
    folder = write(tmp_path / "c", mapping() | {"village": village})
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    if code is None:
        assert load_config(folder).sources
        return
    with pytest.raises(ConfigError) as caught:
        load_config(folder)
    assert caught.value.code == code
