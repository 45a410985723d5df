"""Where the data of a province lie: the one place that leads from its configuration to its store, database and key.

Invariant: provinces of one installation share nothing. ``DOISOAT_CONFIG`` is either one province's configuration
folder, and the store, the database and the key of the settings are that province's; or it holds one folder a province,
called by its code, and each province has

* the store below the folder or S3 prefix ``<code>``,
* a database of its own: beside an SQLite file ``doisoat.db`` the file ``doisoat-<code>.db``; in PostgreSQL the schema
  ``province_<code>``, with its own table of revisions,
* a key of its own: ``reference-<code>.key``, or derived from ``DOISOAT_REF_SECRET`` and the code.

So published results, model, prior runs, ledger, decisions, locks and turns are apart by construction. Every opener asks
here; nobody else puts the three addresses together.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from doisoat.pipeline import provinces
from doisoat.pipeline.environment import setting
from doisoat.pipeline.errors import PipelineError
from doisoat.private import made_once
from doisoat.runs.files import SETTLED
from doisoat.store import ObjectStore, open_database, open_store

KEY_FILE = "reference.key"


@dataclass(frozen=True)
class Quarters:
    """Where one province's data lie.

    Attributes:
        config: its configuration folder.
        code: its code when the installation holds several provinces, else None.
        store: address of its object store.
        database: URL of its SQL database, with its password.
        schema: schema of that database (PostgreSQL, several provinces), else None: the user's default.
        var: folder for scratch files; shared by all provinces.
        keys: folder of the keys that are made here.
        given_key: ``DOISOAT_REF_SECRET``; empty when not set.
    """

    config: Path
    code: str | None
    store: str
    database: str
    schema: str | None
    var: Path
    keys: Path
    given_key: str

    def open_store(self) -> ObjectStore:
        """The province's object store; raises StoreError."""
        return open_store(self.store, cache=self.var / "cache", settled=SETTLED)

    def open_database(self) -> Engine:
        """The province's database, as it is: ``doisoat.migrations.upgrade`` makes its schema and tables."""
        return open_database(self.database, self.schema)

    def reference_key(self) -> str:
        """The key of record references and entity ids: of DOISOAT_REF_SECRET, else one kept in the var folder.

        That one is made on first use and belongs to the province in this installation: whatever is run on the same var
        folder names the same record alike, and nobody who knows the configuration can compute a reference.

        Raises:
            PipelineError: RUN-KEY when it can neither be read nor made.
        """
        if self.given_key:
            if self.code is None:
                return self.given_key
            return hmac.new(self.given_key.encode(), f"province {self.code}".encode(), hashlib.sha256).hexdigest()
        path = self.keys / _of_province(KEY_FILE, self.code)
        try:
            return made_once(path, lambda: secrets.token_urlsafe(48))
        except OSError as error:
            raise PipelineError("RUN-KEY", path=path, reason=error.strerror) from None

    def moved_to(self, out: Path, but: Collection[str] = ()) -> "Quarters":
        """The same province with its data in the folder ``out``, and the same key: two runs name a record alike.

        Args:
            out: absolute path.
            but: DOISOAT_STORE, DOISOAT_DATABASE: what stays where it is.
        """
        moved = replace(self, var=out)
        if "DOISOAT_STORE" not in but:
            moved = replace(moved, store=str(out))
        if "DOISOAT_DATABASE" not in but:
            moved = replace(moved, database=f"sqlite:///{out}/doisoat.db", schema=None)
        return moved


def of(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Quarters:
    """Where the data of the province in configuration ``folder`` lie.

    Args:
        folder: default the installation's only province.
        environment: settings; default the process environment.

    Raises:
        PipelineError: RUN-AMBIGUOUS, or RUN-WHICH-PROVINCE when ``folder`` holds several provinces.
    """
    base = Path(setting("DOISOAT_CONFIG", environment))
    below = provinces.folders(base)
    if folder is None or _same(folder, base):
        found = provinces.configured(base) if below else {}
        if len(found) > 1 or (below and not found):
            raise PipelineError("RUN-WHICH-PROVINCE", config=base, known=", ".join(found) or "–")
        return _quarters(next(iter(found.values())).folder if found else base, next(iter(found), None), environment)
    for code, one in below.items():
        if _same(folder, one):
            return _quarters(folder, code, environment)
    inside = provinces.folders(folder)
    if inside:
        raise PipelineError("RUN-WHICH-PROVINCE", config=folder, known=", ".join(inside))
    return _quarters(folder, None, environment)


def every(environment: Mapping[str, str] | None = None) -> dict[str, Quarters]:
    """The quarters of each configured province by its code; none when nothing is configured. Raises RUN-AMBIGUOUS."""
    found = provinces.configured(Path(setting("DOISOAT_CONFIG", environment)))
    return {code: of(item.folder, environment) for code, item in found.items()}


def of_province(code: object, environment: Mapping[str, str] | None = None) -> Quarters | None:
    """Where the data of the configured province ``code`` lie; None when there is none. Raises RUN-AMBIGUOUS."""
    found = provinces.find(Path(setting("DOISOAT_CONFIG", environment)), code)
    return None if found is None else of(found.folder, environment)


def of_run(run: str, environment: Mapping[str, str] | None = None) -> Quarters | None:
    """Where the data of a run lie, whose id begins with its province's code; None when no such province is configured.

    An installation of one province has one place only, whatever the id says.
    """
    base = Path(setting("DOISOAT_CONFIG", environment))
    return of_province(run[:2], environment) if provinces.folders(base) else of(base, environment)


def shared(environment: Mapping[str, str] | None = None) -> Quarters:
    """What belongs to the installation and to no province: where a failure is recorded that names none."""
    return _quarters(Path(setting("DOISOAT_CONFIG", environment)), None, environment)


def _quarters(folder: Path, code: str | None, environment: Mapping[str, str] | None) -> Quarters:
    database, schema = _database(setting("DOISOAT_DATABASE", environment), code)
    var = Path(setting("DOISOAT_VAR", environment)).resolve()
    return Quarters(
        config=folder,
        code=code,
        store=_store(setting("DOISOAT_STORE", environment), code),
        database=database,
        schema=schema,
        var=var,
        keys=var,
        given_key=setting("DOISOAT_REF_SECRET", environment),
    )


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.abspath(one) == os.path.abspath(other)


def _of_province(name: str, code: str | None) -> str:
    """A file's name with the province's code before its suffix."""
    path = Path(name)
    return name if code is None else str(path.with_name(f"{path.stem}-{code}{path.suffix}"))


def _store(url: str, code: str | None) -> str:
    if code is None:
        return url
    if "://" not in url:
        return str(Path(url) / code)
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{code}"))


def _database(url: str, code: str | None) -> tuple[str, str | None]:
    """The URL and the schema of a province's database."""
    if code is None:
        return url, None
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Said by who opens it; the text may hold a password.
        return url, None
    if parsed.get_backend_name() != "sqlite":
        return url, f"province_{code}"
    if parsed.database and parsed.database != ":memory:":
        parsed = parsed.set(database=_of_province(parsed.database, code))
    return parsed.render_as_string(hide_password=False), None
