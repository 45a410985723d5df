"""The doctor's look at files: what others can read, and what this installation itself cannot."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from doisoat.pipeline import secretscan
from doisoat.pipeline.airflow.patient import Finding, Patient


def private_files(patient: Patient) -> Iterator[Finding]:
    """Files and folders with keys, passwords or registers' rows that others on this machine can read.

    In a deployment the configuration is read by the containers' user through its group, so a group may read it there.
    """
    home, places = patient.places.home, patient.places
    others = 0o077 if patient.embedded else 0o007
    names = ("keys.json", "passwords.json", "airflow.cfg", "airflow.db")
    held = [(home / name, 0o077) for name in names]
    held += [(path, others) for path in _connection_files(places.config) if secretscan.literals(path)]
    held += [(home.parent / ".env", 0o077), *((path, 0o077) for path in places.var.glob("reference*.key"))]
    for path, bits in held:
        if path.is_file() and _open_to(path, bits):
            how = "600" if bits == 0o077 else "o="
            text = f"{path} holds keys or passwords and others can read it: chmod {how} {path}"
            yield Finding("private-files", True, text)
    for path in _with_rows(patient):
        if path.exists() and _open_to(path, 0o077):
            how = f"chmod -R go-rwx {path}" if path.is_dir() else f"chmod 600 {path}"
            yield Finding("private-files", True, f"{path} holds registers' rows and others can read it: {how}")


def _with_rows(patient: Patient) -> list[Path]:
    """The var folder, and the embedded store and database where that folder does not hide them."""
    places = patient.places
    found = [places.var]
    if "://" not in places.store:
        found.append(Path(places.store))
    files = [place.database for place in patient.quarters() if place.database.startswith("sqlite:///")]
    found += [Path(url.removeprefix("sqlite:///").partition("?")[0]) for url in files]
    hidden = places.var.exists() and not _open_to(places.var, 0o077)
    return [path for path in dict.fromkeys(found) if not (hidden and path.is_relative_to(places.var))]


def _open_to(path: Path, bits: int) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & bits)


def _connection_files(config: Path) -> list[Path]:
    return sorted([*config.glob("connections.yaml"), *config.glob("*/connections.yaml")])


def literal_secrets(patient: Patient) -> Iterator[Finding]:
    """Passwords and tokens written into the configuration, which is copied, backed up and shown to others."""
    base = patient.places.config
    for folder in [base, *sorted(path.parent for path in base.glob("*/doisoat.yaml"))]:
        for file in [folder / "connections.yaml", folder / "doisoat.yaml", *sorted(folder.glob("sources/*.yaml"))]:
            for place in secretscan.literals(file):
                yield Finding(
                    "literal-secrets",
                    False,
                    f"{file}:{place.line} ({place.key}) holds a password or token as it is: write ${{NAME}} there and "
                    "set NAME in the environment, or keep the connection in Airflow.",
                )


def readable(patient: Patient) -> Iterator[Finding]:
    """The configuration, and the folders its connections name, can be read by the user who runs this.

    In a container that user is not the one who wrote them.
    """
    config = patient.places.config
    for path in [config, *(_folders(config) if os.access(config, os.R_OK | os.X_OK) else [])]:
        if os.access(path.parent, os.X_OK) and not path.exists():
            yield Finding("readable", path == config, f"There is no folder {path}.")
            continue
        if os.access(path, os.R_OK | os.X_OK):
            wrong = [item for item in sorted(path.rglob("*")) if not os.access(item, _needed(item))]
        else:
            wrong = [path]
        if wrong:
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            yield Finding(
                "readable",
                True,
                f"{wrong[0]}{more} cannot be read by user {os.getuid()}: give it to a group that user belongs to "
                "(docs/deployment.md).",
            )


def _needed(path: Path) -> int:
    return os.R_OK | os.X_OK if path.is_dir() else os.R_OK


def _folders(config: Path) -> list[Path]:
    """Folders connections.yaml names; one whose variable is not set is left to the sources that use it."""
    import yaml

    from doisoat.errors import DoisoatError
    from doisoat.sources.connections import Connections
    from doisoat.sources.model import Folder

    found = []
    for file in _connection_files(config):
        try:
            entries = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
        except (OSError, yaml.YAMLError):
            continue  # the check of the configuration names it
        connections = Connections(entries if isinstance(entries, dict) else {}, file.parent)
        for name, entry in connections.entries.items():
            if isinstance(entry, dict) and entry.get("kind") == "folder":
                try:
                    connection = connections.get(name)
                except DoisoatError:
                    continue
                if isinstance(connection, Folder):
                    found.append(connection.path)
    return sorted(set(found))
