"""Ways a name gets written differently: mistakes that change it, and habits of spelling, most of which do not.

The number of names touched is small (a few in a hundred), so they are worked on one by one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np

from doisoat_lab.synth.rng import Array

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEIGHBOURS = {
    "a": "s",
    "b": "n",
    "c": "v",
    "d": "f",
    "e": "r",
    "g": "h",
    "h": "j",
    "i": "o",
    "k": "l",
    "l": "k",
    "m": "n",
    "n": "m",
    "o": "p",
    "p": "o",
    "q": "w",
    "r": "t",
    "s": "a",
    "t": "y",
    "u": "i",
    "v": "b",
    "x": "c",
    "y": "u",
}
_TELEX = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_SHAPES = {"\u0302": {"a": "a", "e": "e", "o": "o"}, "\u0306": {"a": "w"}, "\u031b": {"o": "w", "u": "w"}}


def fold(text: str) -> str:
    """Lower-case ASCII letters: all marks gone, đ and ð as d."""
    base = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in base if not unicodedata.combining(c)).replace("đ", "d").replace("ð", "d")


def without_tones(text: str) -> str:
    """Lower-case letters without the five tone marks; ă â đ ê ô ơ ư stay."""
    base = unicodedata.normalize("NFD", " ".join(text.lower().replace("ð", "đ").split()))
    return unicodedata.normalize("NFC", "".join(c for c in base if c not in _TONES))


def canonical(text: str) -> str:
    """A writing of the name that is the same wherever in a syllable its tone mark stands, in any case or encoding."""
    parts = unicodedata.normalize("NFD", text.lower().replace("ð", "đ")).split()
    return " ".join(
        "".join(c for c in part if c not in _TONES) + "".join(c for c in part if c in _TONES) for part in parts
    )


def another_tone(one: str, other: str) -> bool:
    """Whether two writings of one name differ in a tone, both being written with marks."""
    return not other.isascii() and canonical(one) != canonical(other)


def _keyboard(name: str, rng: np.random.Generator) -> str:
    places = [i for i, c in enumerate(name) if c.lower() in _NEIGHBOURS]
    if not places:
        return name + "h"
    i = places[int(rng.integers(len(places)))]
    other = _NEIGHBOURS[name[i].lower()]
    return name[:i] + (other.upper() if name[i].isupper() else other) + name[i + 1 :]


def _drop(name: str, rng: np.random.Generator) -> str:
    places = [i for i in range(1, len(name)) if name[i].isalpha() and name[i - 1].isalpha()]
    if not places:
        return name + "n"
    i = places[int(rng.integers(len(places)))]
    return name[:i] + name[i + 1 :]


def _double(name: str, rng: np.random.Generator) -> str:
    places = [i for i, c in enumerate(name) if c.isascii() and c.isalpha()]
    if not places:
        return name + "n"
    i = places[int(rng.integers(len(places)))]
    return name[: i + 1] + name[i].lower() + name[i + 1 :]


def _swap_syllables(name: str, rng: np.random.Generator) -> str:
    parts = name.split()
    if len(parts) < 3 or fold(parts[-1]) == fold(parts[-2]):
        return _keyboard(name, rng)
    return " ".join([*parts[:-2], parts[-1], parts[-2]])


def _lose_middle(name: str, rng: np.random.Generator) -> str:
    parts = name.split()
    return " ".join([parts[0], *parts[2:]]) if len(parts) > 3 else _swap_syllables(name, rng)


def _telex(name: str, rng: np.random.Generator) -> str:
    """One syllable as typed when the keyboard driver was off: Nguyễn, Nguyeenx."""
    parts = name.split()
    marked = [i for i, part in enumerate(parts) if not part.isascii()]
    if not marked:
        return _keyboard(name, rng)
    i = marked[int(rng.integers(len(marked)))]
    keys, tone = "", ""
    for c in unicodedata.normalize("NFD", parts[i].replace("đ", "dd").replace("Đ", "Dd")):
        if c in _TELEX:
            tone = _TELEX[c]
        elif c in _SHAPES:
            keys += _SHAPES[c].get(keys[-1].lower(), "")
        else:
            keys += c
    return " ".join([*parts[:i], keys + tone, *parts[i + 1 :]])


def _i_or_y(name: str, rng: np.random.Generator) -> str:
    parts = name.split()
    swapped = {"Lý": "Lí", "Mỹ": "Mĩ", "Vy": "Vi", "Quý": "Quí", "Ly": "Li", "Thy": "Thi", "Kỳ": "Kì", "Hy": "Hi"}
    for i, part in enumerate(parts):
        if part in swapped:
            return " ".join([*parts[:i], swapped[part], *parts[i + 1 :]])
    return _drop(name, rng)


def _letter_mark(name: str, rng: np.random.Generator) -> str:
    """One letter loses its hat, horn or bar (Đặng, Dặng): another letter, not another spelling."""
    table = str.maketrans("ăâêôơưđĂÂÊÔƠƯĐ", "aaeooudAAEOOUD")
    parts = name.split()
    for i in rng.permutation(len(parts)):
        plain = unicodedata.normalize("NFD", parts[i]).replace("đ", "d").replace("Đ", "D")
        bare = "".join(c for c in plain if c not in "\u0302\u0306\u031b")
        new = unicodedata.normalize("NFC", bare)
        rest = " ".join([*parts[:i], *parts[i + 1 :]])
        if new != parts[i] and not rest.isascii():
            return " ".join([*parts[:i], new.translate(table), *parts[i + 1 :]])
    return _keyboard(name, rng)


_MISTAKES: list[Callable[[str, np.random.Generator], str]] = [
    _keyboard,
    _drop,
    _double,
    _swap_syllables,
    _lose_middle,
    _telex,
    _i_or_y,
    _letter_mark,
]


def mistakes(names: Array, rng: np.random.Generator) -> Array:
    """The names with a mistake each that makes it another name."""
    kinds = rng.integers(0, len(_MISTAKES), len(names))
    out = names.copy()
    for i, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        if name:
            out[i] = _MISTAKES[kind](name, rng)
    return out


_OLD_PLACES = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "úy", "ùy", "ủy", "ũy", "ụy", "òe", "óe"],
        ["oà", "oá", "oả", "oã", "oạ", "uý", "uỳ", "uỷ", "uỹ", "uỵ", "oè", "oé"],
        strict=True,
    )
)


def _second_vowel(name: str, rng: np.random.Generator) -> str:
    """Tone on the second vowel (Hoà for Hòa): the other school rule."""
    out = []
    for part in name.split(" "):
        new = part
        if len(part) >= 2 and part[-2:].lower() in _OLD_PLACES and not part.lower().startswith("q"):
            new = part[:-2] + _OLD_PLACES[part[-2:].lower()]
        out.append(new)
    return " ".join(out)


def _plain(name: str, rng: np.random.Generator) -> str:
    return fold(name).title()


def _wrong_tone(name: str, rng: np.random.Generator) -> str:
    """Hỏi for ngã or the other way, as it is spoken from Quảng Bình southwards: another name."""
    hook, tilde = "\u0309", "\u0303"
    base = unicodedata.normalize("NFD", name)
    if hook in base:
        base = base.replace(hook, tilde, 1)
    elif tilde in base:
        base = base.replace(tilde, hook, 1)
    return unicodedata.normalize("NFC", base)


def _eth(name: str, rng: np.random.Generator) -> str:
    """The Icelandic letter that looks like Đ, as some keyboards gave it."""
    return name.replace("Đ", "Ð").replace("đ", "ð") if "Đ" in name or "đ" in name else name.upper()


def _decomposed(name: str, rng: np.random.Generator) -> str:
    return unicodedata.normalize("NFD", name)


def _spaced(name: str, rng: np.random.Generator) -> str:
    return "  ".join(name.split(" ", 1)) + (" " if rng.random() < 0.5 else "")


_SPELLINGS: list[Callable[[str, np.random.Generator], str]] = [
    lambda name, rng: name.upper(),
    _second_vowel,
    _decomposed,
    _plain,
    _wrong_tone,
    _spaced,
    _eth,
]
_SPELLING_SHARES = np.array([0.4, 0.12, 0.15, 0.1, 0.1, 0.08, 0.05])


def spellings(names: Array, rng: np.random.Generator) -> Array:
    """The names spelt another way: capitals, tone position, NFD, no marks, blanks; and hỏi for ngã (another name)."""
    kinds = rng.choice(len(_SPELLINGS), len(names), p=_SPELLING_SHARES)
    out = names.copy()
    for i, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        if name:
            out[i] = _SPELLINGS[kind](name, rng)
    return out
