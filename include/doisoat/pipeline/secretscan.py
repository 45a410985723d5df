"""Find passwords and tokens that stand in a configuration as they are, instead of as ``${NAME}``.

What is reported is the place (file, line, key), never the value. A value counts when its key says so, when it is the
password of an address or a parameter of one that is called like a secret, when it begins as tokens of known services
do, or when it looks like one: long, of letters and digits in no order (entropy). Comments count: a password that was
commented out is still there for all to read.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import yaml

_NAMED = re.compile(
    r"(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|private[-_]?key|secret[-_]?key|authorization|auth|bearer"
    r"|credentials?|cookie|signature|sig|sas|mat[-_]?khau)$",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-|eyJ[A-Za-z0-9_-]{10,}\.|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?i:bearer|basic)\s+[A-Za-z0-9+/=._-]{8,})"
)
_PLACEHOLDER = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_TOKEN = re.compile(r"[A-Za-z0-9+=_-]{20,}")
_COMMENT = re.compile(r"^\s*#\s*([\w.-]+)\s*:\s*(\S.*)$")
_BITS = 3.3  # a character; random tokens of 20 have 3.8 and more, hexadecimal ones 3.4
_CHANGES = 6  # between digits, small and capital letters: `dan_cu_quoc_gia_2026_v1` has 3, random tokens of 20 have 12


@dataclass(frozen=True)
class Literal:
    """A place where a secret stands as it is."""

    file: Path
    line: int
    key: str


def literals(file: Path) -> list[Literal]:
    """The places of one YAML file; none when it cannot be read (others say so)."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        root = yaml.compose(text, yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []
    found = [Literal(file, line, key) for line, key, value in _values(root, "") if secret(key, value)]
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.match(line)
        if comment and secret(comment[1], comment[2].strip("'\" ")):
            found.append(Literal(file, number, f"# {comment[1]}"))
    return found


def _values(node: yaml.Node | None, path: str) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _values(value, f"{path}.{key.value}" if path else str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _values(item, path)
    elif isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line + 1, path, str(node.value)


def secret(key: str, value: str) -> bool:
    """Whether a value under a key is a secret, or holds one, beside what the environment will fill in.

    >>> [secret("db.password", v) for v in ("${PW}", "mat-khau", "")]
    [False, True, False]
    """
    rest = _PLACEHOLDER.sub("", value)
    last = re.split(r"[.\s]", key)[-1]
    if not rest.strip():
        return False
    if _NAMED.search(last) and rest.lower() not in ("none", "null", "~", "true", "false"):
        return True
    if _KNOWN.search(rest) or _in_address(value):
        return True
    return any(_random(part) for part in _TOKEN.findall(rest))


def _in_address(value: str) -> bool:
    """Whether an address, or a path with parameters, holds a password."""
    filled = _PLACEHOLDER.sub("", value)
    try:
        parts = urlsplit(filled)
        password = parts.password if "://" in filled else None
    except ValueError:
        return "@" in filled and "://" in filled
    named = any(_NAMED.search(name) and item.strip() for name, item in parse_qsl(parts.query))
    return bool(password) or named


def _random(text: str) -> bool:
    """Whether a run of characters is likelier a token than a word: letters and digits mixed, hardly any repeated."""
    letters = [c for c in text if c.isalnum()]
    kinds = "".join("d" if c.isdigit() else "u" if c.isupper() else "l" for c in letters)
    if sum(a != b for a, b in pairwise(kinds)) < _CHANGES or "d" not in kinds:
        return False
    counts = Counter(text)
    entropy = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return entropy >= _BITS
