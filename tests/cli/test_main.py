"""The command line as its users meet it: help, exit codes, one clear line on stderr."""

import subprocess
import sys

import pytest

from doisoat.cli.main import COMMANDS, main


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
