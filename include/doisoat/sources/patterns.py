"""Names of files and sheets against the patterns of a configuration.

File systems and programs differ in how they compose Vietnamese letters (NFC, NFD) and in case (``B.CSV``); a person who
writes ``*.csv`` means neither. Both sides are folded, and a pattern that begins with ``!`` leaves out what it matches.
"""

import fnmatch
import unicodedata
from collections.abc import Sequence
from enum import Enum


class Claim(Enum):
    """What patterns say of a name."""

    NAMED = "named"  # by its very name
    TAKEN = "taken"
    EXCLUDED = "excluded"
    UNCLAIMED = "unclaimed"


def folded(name: str) -> str:
    """A name as it is compared: composed, without regard to case.

    >>> folded("Dân Cư.CSV") == folded(unicodedata.normalize("NFD", "dân cư.csv"))
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def matches(name: str, pattern: str) -> bool:
    """Whether a pattern (``*``, ``?``, ``[…]``) matches a name.

    >>> matches("B.CSV", "*.csv"), matches("thôn 1", "Thôn ?"), matches("Sổ [1]", "Sổ [1]")
    (True, True, False)
    """
    return fnmatch.fnmatchcase(folded(name), folded(pattern))


def claim(name: str, patterns: Sequence[str]) -> Claim:
    """What patterns say of a name; alone, those with ``!`` leave out what they match and take everything else.

    >>> [claim(name, ("*", "!Tổng*")).value for name in ("Thôn 1", "TỔNG HỢP")]
    ['taken', 'excluded']
    >>> claim("Sổ [1]", ("Sổ [1]",)).value, claim("Sổ", ("Thôn *",)).value, claim("Sổ", ("!Tổng*",)).value
    ('named', 'unclaimed', 'taken')
    """
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    left_out = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    own = " ".join(folded(name).split())
    if any(own == " ".join(folded(pattern).split()) for pattern in wanted):
        return Claim.NAMED
    if any(matches(name, pattern) or folded(name) == folded(pattern) for pattern in left_out):
        return Claim.EXCLUDED
    return Claim.TAKEN if not wanted or any(matches(name, pattern) for pattern in wanted) else Claim.UNCLAIMED
