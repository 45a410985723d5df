"""Writes names wrongly in the ways ``rates`` lists. Works on the few rows with a mistake, one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np

from doisoat_lab.synth.rng import Array

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TELEX = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_SHAPES = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {c: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i, c in enumerate(row)}
_Y = str.maketrans("iìíỉĩịIyỳýỷỹỵY", "yỳýỷỹỵYiìíỉĩịI")


def _split(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _join(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def no_marks(name: str, rng: np.random.Generator) -> str:
    bare = "".join(c for c in _split(name) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def wrong_tone(name: str, rng: np.random.Generator) -> str:
    return _join(_split(name).translate({0x0309: 0x0303, 0x0303: 0x0309}))


def lost_letter_mark(name: str, rng: np.random.Generator) -> str:
    text = _split(name)
    at = [i for i, c in enumerate(text) if c in "đĐ" or c in _SHAPES]
    if not at:
        return name
    i = at[int(rng.integers(len(at)))]
    return _join(text[:i] + {"đ": "d", "Đ": "D"}.get(text[i], "") + text[i + 1 :])


def telex(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    marked = [i for i, w in enumerate(words) if not w.isascii()]
    if not marked:
        return name
    at = marked[int(rng.integers(len(marked)))]
    keys, tone = "", ""
    for c in _split(words[at]):
        if c in _TELEX:
            tone = _TELEX[c]
        elif c in _SHAPES:
            keys += _SHAPES[c] or keys[-1].lower()
        else:
            keys += {"đ": "dd", "Đ": "Dd"}.get(c, c)
    words[at] = keys + tone
    return " ".join(words)


def slip(name: str, rng: np.random.Generator) -> str:
    at = [i for i, c in enumerate(name) if c.isalpha() and i]
    if len(at) < 2:
        return name
    i, kind = at[int(rng.integers(len(at)))], int(rng.integers(4))
    if kind == 0:
        near = _NEAR.get(no_marks(name[i].lower(), rng), "")
        return name[:i] + near[int(rng.integers(len(near)))] + name[i + 1 :] if near else name
    if kind == 1:
        return name[:i] + name[i + 1 :]
    if kind == 2:
        return name[: i + 1] + name[i] + name[i + 1 :]
    return name[: i - 1] + name[i] + name[i - 1] + name[i + 1 :] if name[i - 1].isalpha() else name


def i_or_y(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    return " ".join(w[:-1] + w[-1].translate(_Y) if len(w) <= 3 else w for w in words)


def middle_lost(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    drop = int(rng.integers(1, len(words) - 1))
    return " ".join(words[:drop] + words[drop + 1 :])


def abbreviated(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    kind = int(rng.integers(3))
    if kind != 1:
        words[0] = (words[0][:2] if words[0].startswith(("Ng", "Th", "Ph", "Tr")) else words[0][0]) + "."
    if kind != 0:
        words[1:-1] = [w[0] + "." for w in words[1:-1]]
    return " ".join(words)


def order(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    return " ".join([words[-1], *words[:-1]])


WAYS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "slip": slip,
    "middle_lost": middle_lost,
    "order": order,
    "abbreviated": abbreviated,
    "i_or_y": i_or_y,
    "wrong_tone": wrong_tone,
    "lost_letter_mark": lost_letter_mark,
    "telex": telex,
    "no_marks": no_marks,
}
"""In the order in which they are applied: what the fingers do first, what the machine does last."""


def misspell(names: Array, shares: dict[str, float], rng: np.random.Generator) -> Array:
    """The names, each mistake made in its share of them."""
    out = names.copy()
    for way, function in WAYS.items():
        for i in np.flatnonzero(rng.random(len(out)) < shares[way]):
            out[i] = function(out[i], rng)
    return out
