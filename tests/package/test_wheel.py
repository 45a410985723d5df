"""The wheel is the whole product: installed alone, outside the checkout, it reconciles a province.

The environment has the dependencies of this one and nothing of ours but the wheel: neither the checkout nor the
laboratory can be imported there.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from doisoat.paths import ROOT
from doisoat_lab.evaluate import evaluate
from tests.support.province import Province, make

UV = Path(sys.executable).with_name("uv")
SHIPPED = ("sql", "expectations", "dags", "plugins")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [str(UV), "build", "--quiet", "--wheel", "--offline", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*command, "--out-dir", str(out), str(ROOT)], check=True)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel and, by links, what it depends on."""
    folder = tmp_path_factory.mktemp("alone") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--offline", "--python", sys.executable, folder], check=True)
    found = folder / "bin" / "python"
    here = Path(sysconfig.get_paths()["purelib"])
    there = folder / here.relative_to(sys.prefix)
    for entry in here.iterdir():
        if "doisoat" not in entry.name and not (there / entry.name).exists():
            (there / entry.name).symlink_to(entry)
    subprocess.run([UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", found, wheel], check=True)
    return found


def run(cwd: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """A command called in ``cwd`` with no setting of ours or Python's."""
    ours = ("DOISOAT_", "AIRFLOW", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    arguments = [str(part) for part in command]
    return subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def tracked(*folders: str) -> list[Path]:
    """Files of the checkout's folders that a wheel may hold."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [path.relative_to(ROOT) for path in found if "__pycache__" not in path.parts]


def test_it_holds_all_of_the_product_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    raw = Path("include/doisoat/gazetteer/raw")
    package = {path.relative_to("include").as_posix() for path in tracked("include/doisoat") if raw not in path.parents}
    shipped = {f"doisoat/shipped/{path.as_posix()}" for path in tracked(*SHIPPED)}
    assert {name for name in names if ".dist-info/" not in name} == package | shipped
    assert len(shipped) > 200


def test_the_image_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """What the first stage of the Dockerfile copies is enough for its `pip wheel`, and nothing is missing from it."""
    stage, _, _ = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition("\nFROM python")[2].partition("\nFROM ")
    source = tmp_path / "src"
    for line in re.findall(r"^COPY (.*)$", stage, re.MULTILINE):
        *names, target = line.split()
        for name in names:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__", "raw"))
            else:
                (source / target).mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, source / target)
    (command,) = re.findall(r"^RUN (pip wheel .*)$", stage, re.MULTILINE)
    arguments = command.replace("/dist", str(tmp_path / "dist")).split()
    subprocess.run([sys.executable, "-m", *arguments], cwd=source, check=True, capture_output=True)
    (made,) = (tmp_path / "dist").glob("*.whl")
    assert zipfile.ZipFile(made).namelist() == zipfile.ZipFile(wheel).namelist()


def test_neither_the_checkout_nor_the_laboratory_is_there(python: Path, tmp_path: Path) -> None:
    code = "import doisoat.paths as p, importlib.util as u; print(p.CHECKOUT, u.find_spec('doisoat_lab'), p.ROOT)"
    assert run(tmp_path, python, "-c", code).stdout.split() == ["None", "None", str(tmp_path)]


def test_every_command_can_be_called(python: Path, tmp_path: Path) -> None:
    listed = run(tmp_path, python.with_name("doisoat"), "--help")
    assert listed.returncode == 0, listed.stderr
    assert "synth" not in listed.stdout
    assert "reconcile" in listed.stdout
    refused = run(tmp_path, python.with_name("doisoat"), "synth", "--out", "x")
    assert (refused.returncode, "make install" in refused.stderr) == (2, True)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Two communes with every unkind habit, made by the laboratory of this checkout."""
    return make(tmp_path_factory.mktemp("tiny"), "23122,24781", people=200, seed=5, unkind="all")


def test_a_province_is_reconciled_outside_the_checkout(python: Path, tmp_path: Path, tiny: Province) -> None:
    command = (python.with_name("doisoat"), "run", "--config", tiny.config, "--out", tmp_path / "out")
    found = run(tmp_path, *command)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Ledger balanced" in found.stdout
    current = json.loads((tmp_path / "out" / "published" / "current.json").read_text(encoding="utf-8"))
    data = tmp_path / "out" / "published" / current["run"] / "data"
    assert pq.read_table(data / "discrepancies.parquet").num_rows > 500
    judged = evaluate(tmp_path / "out", tiny.truth)
    assert judged.rows.accounted
    assert judged.clusters["person"].f1 >= 0.98


@pytest.mark.slow  # 80 s of CPU: all of Airflow's components
def test_airflow_reconciles_it_there_too(python: Path, tmp_path: Path, tiny: Province) -> None:
    synth = shutil.copytree(tiny.synth, tmp_path / "var" / "synth")
    shutil.rmtree(synth / "truth")
    found = run(tmp_path, python.with_name("doisoat"), "reconcile")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Ledger balanced" in found.stdout
    assert (tmp_path / "var" / "store" / "published" / "current.json").is_file()
    assert (tmp_path / ".airflow" / "airflow.db").is_file()
