"""Keys and the password of the embedded Airflow: made once, kept in files only their owner can read."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from doisoat.private import made_once

USER = "admin"
_NAMES = ("fernet_key", "api_secret_key", "jwt_secret")


@dataclass(frozen=True)
class Keys:
    """What Airflow's components must share."""

    fernet_key: str
    api_secret_key: str
    jwt_secret: str


def load_keys(home: Path) -> Keys:
    """Return the keys in ``home``/keys.json, making them on first use."""
    found = json.loads(made_once(home / "keys.json", _make))
    return Keys(**{name: found[name] for name in _NAMES})


def _make() -> str:
    made = {
        "fernet_key": urlsafe_b64encode(os.urandom(32)).decode(),
        "api_secret_key": secrets.token_urlsafe(48),
        "jwt_secret": secrets.token_urlsafe(64),
    }
    return json.dumps(made)


def password_file(home: Path) -> Path:
    """File with the password of the user interface, as Airflow's simple auth manager reads it."""
    return home / "passwords.json"


def load_password(home: Path) -> str:
    """Return the administrator's password, making it on first use."""
    made = made_once(password_file(home), lambda: json.dumps({USER: secrets.token_urlsafe(18)}) + "\n")
    password: str = json.loads(made)[USER]
    return password
