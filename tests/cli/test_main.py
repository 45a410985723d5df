"""The command line as its users meet it: help, exit codes, one clear line on stderr."""

import stat
import subprocess
import sys
from importlib.metadata import EntryPoint

import click
import pytest

from doisoat.cli.main import COMMANDS, GROUP, added, main


def doisoat(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "doisoat.cli.main", *arguments], capture_output=True, text=True, check=False
    )


def test_help_lists_every_command_without_importing_it():
    found = doisoat("--help")
    assert found.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in found.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    assert main([name, "--help"]) == 0
    assert "Usage: doisoat" in capsys.readouterr().out


def test_an_unknown_command_says_so(capsys):
    assert main(["recncile"]) == 2
    assert "recncile" in capsys.readouterr().err


def test_a_missing_configuration_is_one_clear_line(tmp_path):
    found = doisoat("run", "--config", str(tmp_path), "--out", str(tmp_path / "out"))
    assert found.returncode == 2
    assert "doisoat.yaml" in found.stderr
    assert "Traceback" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_an_unknown_register_is_named(province, tmp_path, capsys):
    arguments = ["run", "--config", str(province.config), "--out", str(tmp_path / "out"), "--register", "vehicles"]
    assert main(arguments) == 2
    assert "vehicles" in capsys.readouterr().err


def test_a_missing_source_is_exit_code_one(province, tmp_path, capsys):
    """Only one register, whose central database is not there: done, but a source is missing."""
    import shutil

    synth = tmp_path / "synth"
    shutil.copytree(province.synth, synth)
    (missing,) = (synth / "sources" / "db").glob("population_central*")
    missing.unlink()
    arguments = ["run", "--config", str(synth / "config"), "--out", str(tmp_path / "out"), "--register", "population"]
    assert main(arguments) == 1
    assert "population.central.bca" in capsys.readouterr().out


NAME = "Nguyễn Thị Bí Mật"


@pytest.mark.parametrize(
    "statement",
    [
        f"import duckdb; duckdb.sql(\"SELECT CAST('{NAME}' AS INTEGER)\").fetchall()",
        f"import duckdb; duckdb.sql(\"SELECT hamming('{NAME}', 'x')\").fetchall()",
        f"import pyarrow; pyarrow.array(['{NAME}']).cast('int32')",
        f"int('{NAME}')",
        f"{{}}['{NAME}']",
        f"'{NAME}'.missing",
    ],
)
def test_the_unforeseen_is_one_line_and_a_private_trace(statement, tmp_path, monkeypatch, capsys):
    """Types, files and lines are kept; nothing of what an exception says, nor of what it came from."""
    import doisoat.pipeline.workspace as workspace

    def fails(*_arguments, **_named):
        secret = NAME
        try:
            exec(compile(statement, "<made up>", "exec"), {})
        except Exception as error:
            raise RuntimeError(f"while reading {secret}") from error

    monkeypatch.setattr(workspace, "open_workspace", fails)
    config, out = tmp_path / "config", tmp_path / "out"
    config.mkdir()
    assert main(["run", "--config", str(config), "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert "CLI-UNFORESEEN" in line
    assert "RuntimeError at test_main.py:" in line
    (trace,) = (out / "errors").iterdir()
    assert str(trace) in line
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    assert stat.S_IMODE(trace.parent.stat().st_mode) == 0o700
    text = trace.read_text("utf-8")
    assert "which led to" in text
    assert "test_main.py" in text
    for value in (NAME, "Bí Mật", "Nguyễn"):
        assert value not in line + text


def test_a_trace_that_cannot_be_written_there_is_written_elsewhere(tmp_path, monkeypatch, capsys):
    import doisoat_lab.cli.synth as synth

    (tmp_path / "errors").write_text("in the way")
    monkeypatch.setenv("DOISOAT_VAR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(synth, "synth", click.command("synth")(lambda: 1 / 0))
    assert main(["synth"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert len(list((tmp_path / "tmp" / "doisoat" / "errors").iterdir())) == 1


def test_a_reader_who_has_gone_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m doisoat.cli.main units --help | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def added_by(*points):
    return lambda group: [EntryPoint(name, value, group) for name, value in points if group == GROUP]


def test_another_package_adds_commands_but_replaces_none(monkeypatch, capsys):
    points = [("nap", "doisoat_lab.cli.evaluate:evaluate"), ("units", "doisoat_lab.cli.evaluate:evaluate")]
    monkeypatch.setattr("doisoat.cli.main.entry_points", added_by(*points))
    added.cache_clear()
    try:
        assert main(["--help"]) == 0
        assert "nap" in capsys.readouterr().out
        assert main(["nap", "--help"]) == 0
        assert "--truth" in capsys.readouterr().out
        assert main(["units", "--help"]) == 0
        assert "--truth" not in capsys.readouterr().out
    finally:
        added.cache_clear()


def test_without_the_laboratory_its_commands_are_refused_by_name(monkeypatch, capsys):
    monkeypatch.setattr("doisoat.cli.main.entry_points", added_by())
    added.cache_clear()
    try:
        assert main(["--help"]) == 0
        assert "synth" not in capsys.readouterr().out
        assert main(["synth", "--out", "x"]) == 2
        assert "make install" in capsys.readouterr().err
    finally:
        added.cache_clear()
