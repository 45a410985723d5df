"""Keys and the password of the embedded Airflow: made once, kept in files only their owner can read."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

USER = "admin"
_NAMES = ("fernet_key", "api_secret_key", "jwt_secret")


@dataclass(frozen=True)
class Keys:
    """What Airflow's components must share."""

    fernet_key: str
    api_secret_key: str
    jwt_secret: str


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` whole or not at all, readable by the owner only from the first byte on."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def load_keys(home: Path) -> Keys:
    """Return the keys in ``home``/keys.json, making them on first use."""
    path = home / "keys.json"
    if not path.exists():
        made = {
            "fernet_key": urlsafe_b64encode(os.urandom(32)).decode(),
            "api_secret_key": secrets.token_urlsafe(48),
            "jwt_secret": secrets.token_urlsafe(64),
        }
        write_private(path, json.dumps(made))
    found = json.loads(path.read_text(encoding="utf-8"))
    return Keys(**{name: found[name] for name in _NAMES})


def password_file(home: Path) -> Path:
    """File with the password of the user interface, as Airflow's simple auth manager reads it."""
    return home / "passwords.json"


def load_password(home: Path) -> str:
    """Return the administrator's password, making it on first use."""
    path = password_file(home)
    if not path.exists():
        write_private(path, json.dumps({USER: secrets.token_urlsafe(18)}) + "\n")
    password: str = json.loads(path.read_text(encoding="utf-8"))[USER]
    return password
