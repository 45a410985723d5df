"""A small synthetic province, made and reconciled once a test session (without Airflow)."""

from dataclasses import dataclass
from pathlib import Path

from doisoat.cli.main import main


@dataclass(frozen=True)
class Province:
    synth: Path
    out: Path

    @property
    def config(self) -> Path:
        return self.synth / "config"

    @property
    def truth(self) -> Path:
        return self.synth / "truth"


def make(folder: Path, units: str, people: int, seed: int, unkind: str = "") -> Province:
    arguments = ["--units", units] if units else []
    arguments += [part for word in unkind.split() for part in ("--unkind", word)]
    assert (
        main(
            [
                "synth",
                *arguments,
                "--people",
                str(people),
                "--seed",
                str(seed),
                "--out",
                str(folder / "synth"),
                "--quiet",
            ]
        )
        == 0
    )
    return Province(folder / "synth", folder / "out")


def reconcile(province: Province) -> int:
    return main(["run", "--config", str(province.config), "--out", str(province.out)])
